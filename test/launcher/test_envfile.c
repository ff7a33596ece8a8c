// SPDX-License-Identifier: MIT
/*
 * Environment files as systemd reads them. systemd.bats holds a real one
 * against most of these rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "envfile.h"
#include "quote.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* NULL: not set. */
static const struct {
	const char *text;
	const char *value;
} rows[] = {
	{"", NULL},
	{"G", NULL},
	{"G=", ""},
	{"G=\"\"", ""},
	{"G=plain", "plain"},
	{"G=plain\n", "plain"},
	{"G=x\nG=\n", ""},
	{"G=first\nG='last'\n", "last"},
	{"G=  two  words  \n", "two  words"},
	{"G = spaced\n", "spaced"},
	{" \tG=indented\n", "indented"},
	{"\nG=behind an empty line\n", "behind an empty line"},
	/* Inside double quotes a backslash stays before what is ordinary. */
	{"G=\"double \\\" \\\\ \\$ \\` end\"\n", "double \" \\ $ ` end"},
	{"G=\"back\\slash \\n \\t \\x41 \\' end\"\n",
	 "back\\slash \\n \\t \\x41 \\' end"},
	{"G='single \\ \\n \" end'\n", "single \\ \\n \" end"},
	{"G=bare\\ back\\slash\\\\end\n", "bare backslash\\end"},
	{"G=bare\\n\\\"end\n", "baren\"end"},
	{"G=quote\"inside\"it\n", "quote\"inside\"it"},
	{"G=quote'inside'it\n", "quote'inside'it"},
	{"G=\"one\" 'two'three  \"four\" \n", "onetwothree  \"four\""},
	{"G=\"with # no comment; none\"\n", "with # no comment; none"},
	{"G=with # no comment; none\n", "with # no comment; none"},
	{"G=trailing\\ \n", "trailing "},
	{"G=\\ leading\n", " leading"},
	{"G=over \\\ntwo \\\n lines\n", "over two  lines"},
	{"G=\"over \\\ntwo \nlines\"\n", "over two \nlines"},
	{"G='over\\\ntwo\nlines'\n", "over\\\ntwo\nlines"},
	{"G=\"not closed\n", "not closed\n"},
	{"G=ends in \\", "ends in "},
	{"G=\"percent %% %i $HOME\"\n", "percent %% %i $HOME"},
	{"G=carriage\r\nA=b", "carriage"},
	{"# comment\nG=x\n", "x"},
	{"; comment\nG=x\n", "x"},
	{"#G=x\n;G=y\n", NULL},
	{"# a \\ in a comment\nG=x\n", "x"},
	{"export G=no\n", NULL},
	{"GG=no\n", NULL},
	{"no equals sign\nG=yes\n", "yes"},
	{"G='\001'\n", "\001"},
	{"G='\033[0m\r'\n", "\033[0m\r"},
	{"G='tab\tand\nline'\n", "tab\tand\nline"},
	{"G=\xc3\xa9\n", "\xc3\xa9"},
};

static void reads_as_systemd_does(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		char *value = NULL;
		enum envfile_found found =
			envfile_get(rows[i].text, "G", 252, &value);

		assert_int_equal(found,
				 rows[i].value ? ENVFILE_SET : ENVFILE_NOT);
		if (rows[i].value)
			assert_string_equal(value, rows[i].value);
		free(value);
	}
}

/* systemd's NEWS for 254. */
static void comments_of_old(void **state)
{
	const char *text = "# comment \\\nG=after\n";
	char *value;

	(void)state;
	assert_int_equal(envfile_get(text, "G", 253, &value), ENVFILE_NOT);
	assert_int_equal(envfile_get(text, "G", 254, &value), ENVFILE_SET);
	assert_string_equal(value, "after");
	free(value);
}

/* systemd takes nothing of such a file. */
static void not_utf8(void **state)
{
	static const char *const texts[] = {
		"G=x\nA=\xff\n",    "\xc0\xaf=x\nG=x\n",
		"G=\xed\xa0\x80\n", "G=x\nA='\xf4\x90\x80\x80'\n",
		"G='\xe2\x82'\n",
	};
	char *value;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		assert_int_equal(envfile_get(texts[i], "G", 252, &value),
				 ENVFILE_BROKEN);
}

static void what_we_write_comes_back(void **state)
{
	static const char value[] = "a\"b\\c$d`e 'f' %i\n # ;\t= \\";
	struct text line = {0};
	char *back = NULL;

	(void)state;
	quote_envfile(&line, "G", value);
	assert_int_equal(envfile_get(text_of(&line), "G", 252, &back),
			 ENVFILE_SET);
	assert_string_equal(back, value);
	free(back);
	text_free(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_as_systemd_does),
		cmocka_unit_test(comments_of_old),
		cmocka_unit_test(not_utf8),
		cmocka_unit_test(what_we_write_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
