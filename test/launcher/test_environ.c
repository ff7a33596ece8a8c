// SPDX-License-Identifier: MIT
/*
 * Merging environments: what is there stays, and ours comes behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "environ.h"

static const char lib[] = "/opt/lib/libmptcpdefault.so";

#define IS(call, expected)                          \
	do {                                        \
		char *is_ = call;                   \
		assert_string_equal(is_, expected); \
		free(is_);                          \
	} while (0)

static void preload_comes_last_and_once(void **state)
{
	(void)state;
	IS(environ_preload(NULL, lib), lib);
	IS(environ_preload("", lib), lib);
	IS(environ_preload("/a.so b.so", lib),
	   "/a.so b.so:/opt/lib/libmptcpdefault.so");
	IS(environ_preload(lib, lib), lib);
	IS(environ_preload("/a.so:/x/libmptcpdefault.so", lib),
	   "/a.so:/x/libmptcpdefault.so");
	IS(environ_preload("libmptcpdefault.so  /a.so", lib),
	   "libmptcpdefault.so  /a.so");
	IS(environ_preload("/a/xlibmptcpdefault.so", lib),
	   "/a/xlibmptcpdefault.so:/opt/lib/libmptcpdefault.so");
	IS(environ_preload("/a/libmptcpdefault.so.1", lib),
	   "/a/libmptcpdefault.so.1:/opt/lib/libmptcpdefault.so");
}

static void settings_come_last(void **state)
{
	(void)state;
	IS(environ_settings(NULL, ""), "");
	IS(environ_settings("a=1", ""), "a=1");
	IS(environ_settings(NULL, "dial=enabled"), "dial=enabled");
	IS(environ_settings("", "dial=enabled"), "dial=enabled");
	IS(environ_settings("a=1", "b=2"), "a=1,b=2");
}

static void go_follows_the_setting(void **state)
{
	(void)state;
	IS(environ_godebug(NULL, ""), "");
	IS(environ_godebug(NULL, NULL), "");
	IS(environ_godebug("x=1", "dial=enabled"), "x=1");
	IS(environ_godebug(NULL, "multipathtcp=3"), "multipathtcp=3");
	IS(environ_godebug("x=1", "multipathtcp=3,multipathtcp=9"),
	   "x=1,multipathtcp=3");
	IS(environ_godebug("multipathtcp=3", "multipathtcp=3"),
	   "multipathtcp=3");
	/* The same to Go: a pattern that is empty. */
	IS(environ_godebug("multipathtcp=3#", "multipathtcp=3"),
	   "multipathtcp=3#");
	/* Go looks at the last, good or bad. */
	IS(environ_godebug("multipathtcp=3,multipathtcp=9", "multipathtcp=3"),
	   "multipathtcp=3,multipathtcp=9,multipathtcp=3");
	IS(environ_godebug("multipathtcp=0,x=1", "multipathtcp=1"),
	   "multipathtcp=0,x=1,multipathtcp=1");
}

static void the_first_of_a_name_is_its_value(void **state)
{
	char *env[] = {"AB=0", "A", "A=1", "A=2", NULL};

	(void)state;
	assert_string_equal(environ_get(env, "A"), "1");
	assert_null(environ_get(env, "B"));
	assert_null(environ_get(env + 4, "A"));
}

static void nothing_is_lost_or_moved(void **state)
{
	char *env[] = {"Z=1",      "odd",         "GODEBUG=a=1",
		       "a.b=\377", "LD_PRELOAD=", "",
		       "GODEBUG=", "=x",          "LD_PRELOAD=/a.so",
		       NULL};
	const char *const expected[] = {
		"Z=1",
		"odd",
		"GODEBUG=a=1,multipathtcp=1",
		"a.b=\377",
		"LD_PRELOAD=/opt/lib/libmptcpdefault.so",
		"",
		"GODEBUG=multipathtcp=1",
		"=x",
		"LD_PRELOAD=/a.so:/opt/lib/libmptcpdefault.so",
		"MPTCPDEFAULT=multipathtcp=1",
		NULL,
	};
	struct list merged = {0};

	(void)state;
	merged.at = environ_merged(env, lib, "multipathtcp=1");
	for (; expected[merged.count]; merged.count++)
		assert_string_equal(merged.at[merged.count],
				    expected[merged.count]);
	assert_null(merged.at[merged.count]);
	list_free(&merged);
}

static void an_empty_one_gets_the_library_alone(void **state)
{
	char *env[] = {NULL};
	struct list merged = {.count = 1};

	(void)state;
	merged.at = environ_merged(env, "libmptcpdefault.so", "");
	assert_string_equal(merged.at[0], "LD_PRELOAD=libmptcpdefault.so");
	assert_null(merged.at[1]);
	list_free(&merged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(preload_comes_last_and_once),
		cmocka_unit_test(settings_come_last),
		cmocka_unit_test(go_follows_the_setting),
		cmocka_unit_test(the_first_of_a_name_is_its_value),
		cmocka_unit_test(nothing_is_lost_or_moved),
		cmocka_unit_test(an_empty_one_gets_the_library_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
