// SPDX-License-Identifier: MIT
/*
 * The four values of the multipathtcp setting, and that nothing else is one:
 * Go compares strings, so neither "01" nor "1 " may count. Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/setting.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* No value of the setting, so an untouched one is told from a parsed one. */
#define UNTOUCHED ((enum setting)77)

static void good_values(void **state)
{
	static const struct {
		const char *text;
		enum setting setting;
	} rows[] = {
		{"0", SETTING_OFF},
		{"1", SETTING_BOTH},
		{"2", SETTING_LISTENERS},
		{"3", SETTING_DIALERS},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		enum setting got = UNTOUCHED;

		assert_true(setting_parse(span_of(rows[i].text), &got));
		assert_int_equal(got, rows[i].setting);
	}
}

static void bad_values(void **state)
{
	static const char *const texts[] = {
		"",
		"4",
		"5",
		"9",
		"x",
		"-",
		"+",
		" ",
		"01",
		"00",
		"02",
		"10",
		"22",
		"33",
		" 1",
		"1 ",
		"\t1",
		"1\t",
		"1\n",
		"\n1",
		"1\r",
		"-1",
		"+1",
		"-0",
		"0x1",
		"1.0",
		"1,",
		"1#",
		"1;",
		"=1",
		"1=",
		"1=1",
		"'1'",
		"\"1\"",
		"one",
		"on",
		"true",
		"enabled",
		"tcp",
		"mptcp",
		"\xb1",
		"\xc2\xb9",
		"\xef\xbc\x91",
		"4294967297",
		"18446744073709551617",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		enum setting got = UNTOUCHED;

		if (setting_parse(span_of(texts[i]), &got))
			fail_msg("\"%s\" passed for a value", texts[i]);
		assert_int_equal(got, UNTOUCHED);
	}
}

static void every_single_byte(void **state)
{
	int c;

	(void)state;
	for (c = 0; c < 256; c++) {
		enum setting got = UNTOUCHED;
		char byte = (char)c;
		bool good = setting_parse((struct span){&byte, 1}, &got);

		if (good != (c == '0' || c == '1' || c == '2' || c == '3'))
			fail_msg("byte %d: %s", c, good ? "good" : "bad");
		assert_int_equal(got,
				 good ? (enum setting)(c - '0') : UNTOUCHED);
	}
}

static void every_pair_of_bytes(void **state)
{
	int c, d;

	(void)state;
	for (c = 0; c < 256; c++) {
		for (d = 0; d < 256; d++) {
			enum setting got = UNTOUCHED;
			char pair[2] = {(char)c, (char)d};

			if (setting_parse((struct span){pair, 2}, &got))
				fail_msg("bytes %d %d passed", c, d);
			assert_int_equal(got, UNTOUCHED);
		}
	}
}

/* A span ends where its length says, not at a NUL or a non-digit. */
static void length_decides(void **state)
{
	static const char text[] = "123";
	enum setting got = UNTOUCHED;

	(void)state;
	assert_false(setting_parse((struct span){text, 0}, &got));
	assert_false(setting_parse((struct span){text, 2}, &got));
	assert_false(setting_parse((struct span){"1\0", 2}, &got));
	assert_false(setting_parse((struct span){"\0", 1}, &got));
	assert_false(setting_parse((struct span){NULL, 0}, &got));
	assert_int_equal(got, UNTOUCHED);
	assert_true(setting_parse((struct span){text + 1, 1}, &got));
	assert_int_equal(got, SETTING_LISTENERS);
}

/* An exact heap block: a sanitizer sees a byte read behind the value. */
static void reads_only_the_span(void **state)
{
	enum setting got = UNTOUCHED;
	char *byte = malloc(1);

	(void)state;
	assert_non_null(byte);
	*byte = '3';
	assert_true(setting_parse((struct span){byte, 1}, &got));
	assert_int_equal(got, SETTING_DIALERS);
	assert_false(setting_parse((struct span){byte + 1, 0}, &got));
	assert_int_equal(got, SETTING_DIALERS);
	free(byte);
}

/* Operators and reports see the numbers, so the enum's are not free. */
static void numbers_are_fixed(void **state)
{
	(void)state;
	assert_int_equal(SETTING_OFF, 0);
	assert_int_equal(SETTING_BOTH, 1);
	assert_int_equal(SETTING_LISTENERS, 2);
	assert_int_equal(SETTING_DIALERS, 3);
	assert_int_equal(SETTING_COUNT, 4);
	assert_int_equal(SETTING_DEFAULT, 2);
	assert_string_equal(SETTING_ALLOWED, "0, 1, 2, 3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_values),
		cmocka_unit_test(bad_values),
		cmocka_unit_test(every_single_byte),
		cmocka_unit_test(every_pair_of_bytes),
		cmocka_unit_test(length_decides),
		cmocka_unit_test(reads_only_the_span),
		cmocka_unit_test(numbers_are_fixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
