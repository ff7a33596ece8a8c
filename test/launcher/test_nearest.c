// SPDX-License-Identifier: MIT
/*
 * say_nearest(): what a wrong word is taken to mean.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "say.h"

static const char *const words[] = {"run",     "check", "enable",
				    "disable", "show",  NULL};

static void finds_what_is_near(void **state)
{
	(void)state;
	assert_string_equal(say_nearest("rum", words), "run");
	assert_string_equal(say_nearest("rnu", words), "run");
	assert_string_equal(say_nearest("chekc", words), "check");
	assert_string_equal(say_nearest("enabel", words), "enable");
	assert_string_equal(say_nearest("disabled", words), "disable");
	assert_string_equal(say_nearest("shows", words), "show");
	/* Begun, and none but one begins so. */
	assert_string_equal(say_nearest("e", words), "enable");
}

static void says_nothing_of_what_is_far(void **state)
{
	static const char *const none[] = {NULL};

	(void)state;
	assert_null(say_nearest("xyzzy", words));
	assert_null(say_nearest("", words));
	assert_null(say_nearest("run", none));
	/* Longer than any word of ours. */
	assert_null(say_nearest("runrunrunrunrunrunrunrunrunrunrunrun", words));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_near),
		cmocka_unit_test(says_nothing_of_what_is_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
