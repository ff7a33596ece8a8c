// SPDX-License-Identifier: MIT
/*
 * Children and files that do not behave.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"
#include "file.h"

static int shell(const char *script, bool errors, unsigned int seconds,
		 struct text *out)
{
	const char *argv[] = {"sh", "-c", script, NULL};
	const struct child child = {
		.argv = (char *const *)argv,
		.errors = errors,
		.seconds = seconds,
	};

	return child_run(&child, out);
}

static void output_and_code_arrive(void **state)
{
	struct text out = {0};

	(void)state;
	assert_int_equal(shell("echo a; echo b >&2; exit 7", false, 0, &out),
			 7);
	assert_string_equal(text_of(&out), "a\n");
	text_free(&out);
	assert_int_equal(shell("echo a; echo b >&2", true, 60, &out), 0);
	assert_string_equal(text_of(&out), "a\nb\n");
	text_free(&out);
	/* Nothing of ours is its input. */
	assert_int_equal(shell("cat", false, 60, &out), 0);
	assert_string_equal(text_of(&out), "");
	assert_int_equal(shell("echo thrown away", false, 60, NULL), 0);
}

static void what_can_not_be_run_is_told(void **state)
{
	const char *argv[] = {"/no/such/program", NULL};
	const struct child child = {.argv = (char *const *)argv};

	(void)state;
	assert_int_equal(child_run(&child, NULL), 127);
}

static void one_that_hangs_is_killed(void **state)
{
	struct text out = {0};

	(void)state;
	assert_int_equal(shell("echo first; exec sleep 600", false, 1, &out),
			 CHILD_LOST);
	assert_string_equal(text_of(&out), "first\n");
	text_free(&out);
}

static void an_output_without_end_is_cut(void **state)
{
	struct text out = {0};

	(void)state;
	assert_int_equal(shell("exec cat /dev/zero", false, 600, &out),
			 CHILD_LOST);
	assert_true(out.len <= 16 << 20);
	text_free(&out);
}

static void dies(void *with)
{
	(void)with;
	raise(SIGKILL);
}

static void lives(void *with)
{
	(void)with;
}

static void a_trial_that_dies_is_told(void **state)
{
	(void)state;
	assert_int_equal(child_try(dies, NULL), CHILD_LOST);
	assert_int_equal(child_try(lives, NULL), 0);
}

static void files_of_no_use_are_refused(void **state)
{
	char dir[] = "/tmp/test_child.XXXXXX";
	struct text text = {0};
	char *fifo;

	(void)state;
	assert_non_null(mkdtemp(dir));
	fifo = text_format("%s/fifo", dir);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	errno = 0;
	assert_false(file_read(fifo, 10, &text));
	assert_int_equal(errno, EINVAL);
	assert_false(file_read(dir, 10, &text));
	assert_int_equal(errno, EISDIR);
	assert_false(file_read("/dev/zero", 10, &text));
	assert_int_equal(errno, EINVAL);
	unlink(fifo);
	assert_false(file_read(fifo, 10, &text));
	assert_int_equal(errno, ENOENT);
	assert_null(file_line(fifo));
	assert_null(file_link(fifo));
	rmdir(dir);
	free(fifo);
	/* A file of /proc has no size, and ends where we say. */
	assert_true(file_read("/proc/self/status", 5, &text));
	assert_string_equal(text_of(&text), "Name:");
	text_free(&text);
}

static void finds(const char *name, const char *path, const char *expected)
{
	char *at = file_command(name, path);

	if (expected)
		assert_string_equal(at, expected);
	else
		assert_null(at);
	free(at);
}

static void commands_are_found_as_exec_would(void **state)
{
	(void)state;
	finds("sh", "/nowhere:/bin", "/bin/sh");
	finds("sh", "/nowhere", NULL);
	finds("sh", "", NULL);
	/* Neither a directory nor what may not be run. */
	finds("etc", "/", NULL);
	finds("passwd", "/etc", NULL);
	finds("/etc/passwd", "/bin", "/etc/passwd");
	finds("/no/such", "/bin", NULL);
	finds("", "/bin", NULL);
	assert_int_equal(chdir("/bin"), 0);
	finds("sh", "/nowhere:", "./sh");
	finds("sh", ":/bin", "./sh");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_code_arrive),
		cmocka_unit_test(what_can_not_be_run_is_told),
		cmocka_unit_test(one_that_hangs_is_killed),
		cmocka_unit_test(an_output_without_end_is_cut),
		cmocka_unit_test(a_trial_that_dies_is_told),
		cmocka_unit_test(files_of_no_use_are_refused),
		cmocka_unit_test(commands_are_found_as_exec_would),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
