// SPDX-License-Identifier: MIT
/*
 * JOURNAL_STREAM: two decimal numbers, and that nothing else names a stream.
 * Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/stream.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void good_values(void **state)
{
	static const struct {
		const char *text;
		struct stream stream;
	} rows[] = {
		{"0:0", {0, 0}},
		{"8:1234", {8, 1234}},
		{"00008:0001234", {8, 1234}},
		{"18446744073709551615:18446744073709551615",
		 {UINT64_MAX, UINT64_MAX}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct stream got = {1, 1};

		assert_true(stream_parse(rows[i].text, &got));
		assert_true(got.device == rows[i].stream.device);
		assert_true(got.inode == rows[i].stream.inode);
	}
}

static void bad_values(void **state)
{
	static const char *const texts[] = {
		NULL,
		"",
		":",
		"8",
		"8:",
		":1234",
		"8:1234 ",
		" 8:1234",
		"8 :1234",
		"8: 1234",
		"8:1234:",
		"8:1234:1",
		"8::1234",
		"+8:1234",
		"-8:1234",
		"8:-1",
		"0x8:1234",
		"8:12c4",
		"a:b",
		"18446744073709551616:1",
		"1:18446744073709551616",
		"1:99999999999999999999999",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		struct stream got = {1, 1};

		if (stream_parse(texts[i], &got))
			fail_msg("\"%s\" passed for a stream", texts[i]);
		assert_true(got.device == 1 && got.inode == 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_values),
		cmocka_unit_test(bad_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
