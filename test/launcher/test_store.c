// SPDX-License-Identifier: MIT
/*
 * Files written whole: there or not, and nothing left behind on any error.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "file.h"
#include "store.h"
#include "text.h"

static char folder[] = "/tmp/store.XXXXXX";

static int enter(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int leave(void **state)
{
	(void)state;
	return chdir("/") || rmdir(folder);
}

static void holds(const char *path, const char *expected)
{
	struct text text = {0};

	assert_true(file_read(path, 1 << 20, &text));
	assert_string_equal(text_of(&text), expected);
	text_free(&text);
}

static void nothing_but(const char *names)
{
	char command[256];

	snprintf(command, sizeof(command),
		 "test \"$(ls -A | tr '\\n' ' ')\" "
		 "= '%s'",
		 names);
	assert_int_equal(system(command), 0);
}

static void writes_and_replaces(void **state)
{
	struct stat is;

	(void)state;
	umask(077);
	assert_int_equal(store_write("a", "one\n"), 0);
	holds("a", "one\n");
	assert_int_equal(stat("a", &is), 0);
	assert_int_equal(is.st_mode & 07777, 0644);
	assert_int_equal(store_write("./a", ""), 0);
	holds("a", "");
	nothing_but("a ");
	assert_int_equal(store_remove("a"), 0);
	assert_int_equal(store_remove("a"), 0);
	nothing_but("");
}

static void fails_whole(void **state)
{
	const struct rlimit small = {4, RLIM_INFINITY};
	struct rlimit before;

	(void)state;
	assert_int_equal(store_write("no/such", "x"), ENOENT);
	assert_int_equal(store_write("a", "old"), 0);
	/* A file that can't grow: as a disk that is full. */
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(store_write("a", "too long"), EFBIG);
	setrlimit(RLIMIT_FSIZE, &before);
	holds("a", "old");
	nothing_but("a ");
	/* What is in the way stays. */
	assert_int_equal(mkdir("d", 0755), 0);
	assert_int_equal(store_write("d", "x"), EISDIR);
	nothing_but("a d ");
	assert_int_equal(store_remove("d"), EISDIR);
	assert_int_equal(rmdir("d"), 0);
	assert_int_equal(store_remove("a"), 0);
}

static void moves(void **state)
{
	(void)state;
	assert_int_equal(store_move("a", "b"), 0);
	nothing_but("");
	assert_int_equal(store_write("a", "x"), 0);
	assert_int_equal(store_move("a", "no/such"), ENOENT);
	assert_int_equal(store_move("a", "b"), 0);
	nothing_but("b ");
	assert_int_equal(store_remove("b"), 0);
}

static void links(void **state)
{
	struct stat one, other;

	(void)state;
	assert_int_equal(store_link("a", "b"), 0);
	nothing_but("");
	assert_int_equal(store_write("a", "x"), 0);
	assert_int_equal(store_write("b", "stale"), 0);
	assert_int_equal(store_link("a", "b"), 0);
	assert_int_equal(stat("a", &one) | stat("b", &other), 0);
	assert_int_equal(one.st_ino, other.st_ino);
	/* What is written in place of one leaves the other. */
	assert_int_equal(store_write("a", "y"), 0);
	holds("b", "x");
	assert_int_equal(store_link("a", "no/such"), ENOENT);
	/* What is no longer there leaves nothing stale. */
	assert_int_equal(store_remove("a"), 0);
	assert_int_equal(store_link("a", "b"), 0);
	nothing_but("");
}

static void folders(void **state)
{
	char path[64];
	struct stat is;

	(void)state;
	umask(022);
	snprintf(path, sizeof(path), "%s/x/y", folder);
	assert_int_equal(store_folders(path), 0);
	assert_int_equal(store_folders(path), 0);
	assert_int_equal(stat("x/y", &is), 0);
	assert_int_equal(is.st_mode & 07777, 0755);
	assert_int_equal(store_write("x/f", ""), 0);
	assert_int_equal(store_folders("x/f/g"), ENOTDIR);
	assert_int_equal(store_folders("x/f"), ENOTDIR);
	assert_int_equal(store_remove("x/f"), 0);
	assert_int_equal(rmdir("x/y") | rmdir("x"), 0);
}

static void sweeps(void **state)
{
	(void)state;
	assert_int_equal(store_write(".mptcpdefault.aBcDeF", ""), 0);
	assert_int_equal(store_write("other", ""), 0);
	store_sweep(".");
	store_sweep("no such");
	nothing_but("other ");
	assert_int_equal(store_remove("other"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_replaces),
		cmocka_unit_test(fails_whole),
		cmocka_unit_test(moves),
		cmocka_unit_test(links),
		cmocka_unit_test(folders),
		cmocka_unit_test(sweeps),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
