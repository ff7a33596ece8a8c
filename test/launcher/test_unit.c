// SPDX-License-Identifier: MIT
/*
 * Names of units, users and patterns: what enable takes from elsewhere.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glob.h"
#include "store.h"
#include "unit.h"
#include "user.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void names(void **state)
{
	static const char *const rows[][3] = {
		{"web", "web.service", "web.service"},
		{"web.service", "web.service", "web.service"},
		{"tpl@.service", "tpl@.service", "tpl@mptcpdefault.service"},
		{"tpl@a\\x2db:0", "tpl@a\\x2db:0.service",
		 "tpl@a\\x2db:0.service"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		char *name = unit_name(rows[i][0]), *asked = unit_asked(name);

		assert_string_equal(name, rows[i][1]);
		assert_string_equal(asked, rows[i][2]);
		free(name);
		free(asked);
	}
}

static void units_folder(bool user, const char *expected)
{
	char *folder = unit_folder(user);

	assert_string_equal(folder, expected);
	free(folder);
}

static void folders(void **state)
{
	(void)state;
	unsetenv("MPTCPDEFAULT_UNIT_DIR");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "/h", 1);
	units_folder(false, "/etc/systemd/system");
	units_folder(true, "/h/.config/systemd/user");
	setenv("XDG_CONFIG_HOME", "/c", 1);
	units_folder(true, "/c/systemd/user");
	setenv("MPTCPDEFAULT_UNIT_DIR", "/u", 1);
	units_folder(true, "/u");
	units_folder(false, "/u");
	unsetenv("MPTCPDEFAULT_UNIT_DIR");
}

static void users(void **state)
{
	static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
				     "broken\n"
				     "also:x:no:1::/:\n"
				     "and:x:7\n"
				     "www-data:x:33:34:www:/var/www:/bin/sh\n"
				     "last:x:1000:1001::/:";
	uid_t uid = 5;
	gid_t gid = 6;

	(void)state;
	assert_false(user_find_in(passwd, "", &uid, &gid));
	assert_false(user_find_in(passwd, "www", &uid, &gid));
	assert_false(user_find_in(passwd, "broken", &uid, &gid));
	assert_false(user_find_in(passwd, "also", &uid, &gid));
	assert_false(user_find_in(passwd, "and", &uid, &gid));
	assert_false(user_find_in(passwd, "44", &uid, &gid));
	assert_int_equal(uid + gid, 11);
	assert_true(user_find_in(passwd, "www-data", &uid, &gid));
	assert_int_equal(uid, 33);
	assert_int_equal(gid, 34);
	assert_true(user_find_in(passwd, "1000", &uid, &gid));
	assert_int_equal(gid, 1001);
	assert_true(user_find("root", &uid, &gid));
	assert_int_equal(uid, 0);
}

static void found(const char *pattern, const char *expected)
{
	struct list list = {0};
	char all[256] = "";
	size_t i;

	glob_add(&list, pattern);
	for (i = 0; i < list.count; i++) {
		strcat(all, list.at[i]);
		strcat(all, " ");
	}
	assert_string_equal(all, expected);
	list_free(&list);
}

static void patterns(void **state)
{
	char folder[] = "/tmp/glob.XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(store_folders("b/[x]") | store_folders("a"), 0);
	assert_int_equal(store_write("b/1", "") | store_write("a/2", ""), 0);
	assert_int_equal(store_write("b/[x]/3", ""), 0);
	assert_int_equal(store_write("a/.hidden", ""), 0);
	found("b/1", "b/1 ");
	found("b/none", "");
	found("*", "a b ");
	found("*/*", "a/2 b/1 b/[x] ");
	found("[b-z]/?", "b/1 ");
	found("b/*/3", "b/[x]/3 ");
	found("none/*", "");
	assert_int_equal(store_remove("b/1") | store_remove("a/2"), 0);
	assert_int_equal(store_remove("b/[x]/3") | rmdir("b/[x]"), 0);
	assert_int_equal(store_remove("a/.hidden"), 0);
	assert_int_equal(rmdir("a") | rmdir("b") | rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(folders),
		cmocka_unit_test(users),
		cmocka_unit_test(patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
