// SPDX-License-Identifier: MIT
/*
 * systemd's quoting, written and read: what Environment= and environment files
 * get, and what systemctl printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "quote.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void environment(void **state)
{
	static const struct {
		const char *value;
		const char *line;
	} rows[] = {
		{"", "Environment=\"N=\"\n"},
		{"plain", "Environment=\"N=plain\"\n"},
		{"two words", "Environment=\"N=two words\"\n"},
		{"a\"b\\c", "Environment=\"N=a\\\"b\\\\c\"\n"},
		{"100% %i", "Environment=\"N=100%% %%i\"\n"},
		{"$HOME `x`", "Environment=\"N=$HOME `x`\"\n"},
		{"a\nb", "Environment=\"N=a\\nb\"\n"},
		{"a\r\033[0m\177\tb",
		 "Environment=\"N=a\\x0d\\x1b[0m\\x7f\tb\"\n"},
		{"ends in \\", "Environment=\"N=ends in \\\\\"\n"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct text line = {0};

		quote_environment(&line, "N", rows[i].value);
		assert_string_equal(text_of(&line), rows[i].line);
		text_free(&line);
	}
}

static void envfile(void **state)
{
	struct text line = {0};

	(void)state;
	quote_envfile(&line, "N", "a\"b\\c$d`e %i\n'f");
	assert_string_equal(text_of(&line),
			    "N=\"a\\\"b\\\\c\\$d\\`e %i\n'f\"\n");
	text_free(&line);
}

static void path(void **state)
{
	struct text line = {0};

	(void)state;
	quote_path(&line, "/etc/100%/a b");
	assert_string_equal(text_of(&line), "/etc/100%%/a b");
	text_free(&line);
}

static void words(void **state)
{
	static const char *const expected[] = {
		"A=1",       "LD_PRELOAD=/a.so /b.so",
		"E=",        "Q=a\"b\\c$d`e",
		"L=a\nb\tc", "O=\x1b[0m",
		"S=it's",    "BACK=\\",
	};
	struct list found = {0};
	size_t i;

	(void)state;
	unquote_words(&found, " A=1 \"LD_PRELOAD=/a.so /b.so\"  E= "
			      "\"Q=a\\\"b\\\\c\\$d\\`e\" \"L=a\\nb\\tc\" "
			      "\"O=\\033[0m\" \"S=it's\" BACK=\\");
	assert_int_equal(found.count, COUNT(expected));
	for (i = 0; i < COUNT(expected); i++)
		assert_string_equal(found.at[i], expected[i]);
	list_free(&found);
	unquote_words(&found, "");
	unquote_words(&found, "   ");
	assert_int_equal(found.count, 0);
}

static void values(void **state)
{
	static const struct {
		const char *printed;
		const char *value;
	} rows[] = {
		{"", ""},
		{"plain", "plain"},
		{"\"\"", ""},
		{"$'a b'", "a b"},
		{"$'it\\'s'", "it's"},
		{"$'a\\\\b'", "a\\b"},
		{"$'a\\\\nb'", "a\\nb"},
		{"$'a\\nb\\tc'", "a\nb\tc"},
		{"$'\\033x'", "\033x"},
		{"$'a\"b$c`d'", "a\"b$c`d"},
		{"$'", "$'"},
		{"$''", ""},
		{"$'a\\'", "a\\"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		char *value = unquote_value(rows[i].printed);

		assert_string_equal(value, rows[i].value);
		free(value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(environment), cmocka_unit_test(envfile),
		cmocka_unit_test(path),        cmocka_unit_test(words),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
