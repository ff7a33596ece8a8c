// SPDX-License-Identifier: MIT
/*
 * GODEBUG's grammar and the spans it is made of: commas part elements, the
 * first '=' splits one, nothing is trimmed, quoted or lost. Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/grammar.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define ELEMENTS_MAX 6

/* An element as the tests expect it; value NULL: there was no '='. */
struct expected {
	const char *text;
	const char *key;
	const char *value;
};

static void assert_span(struct span s, const char *text)
{
	assert_non_null(s.at);
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.at, text, s.len);
}

static void assert_element(const struct element *e, const struct expected *x)
{
	assert_span(e->text, x->text);
	assert_span(e->key, x->key);
	assert_int_equal(e->has_value, x->value != NULL);
	assert_span(e->value, x->value ? x->value : "");
}

static void splits(void **state)
{
	static const struct {
		const char *list;
		struct expected elements[ELEMENTS_MAX];
	} rows[] = {
		{"", {{"", "", NULL}}},
		{"a", {{"a", "a", NULL}}},
		{"a=", {{"a=", "a", ""}}},
		{"=", {{"=", "", ""}}},
		{"=a", {{"=a", "", "a"}}},
		{"==", {{"==", "", "="}}},
		{"a=b", {{"a=b", "a", "b"}}},
		{"a=b=c", {{"a=b=c", "a", "b=c"}}},
		{"a==b", {{"a==b", "a", "=b"}}},
		{"a=b=", {{"a=b=", "a", "b="}}},
		{",", {{"", "", NULL}, {"", "", NULL}}},
		{",,", {{"", "", NULL}, {"", "", NULL}, {"", "", NULL}}},
		{"a,", {{"a", "a", NULL}, {"", "", NULL}}},
		{",a", {{"", "", NULL}, {"a", "a", NULL}}},
		{"a,b", {{"a", "a", NULL}, {"b", "b", NULL}}},
		{"a=1,b=2", {{"a=1", "a", "1"}, {"b=2", "b", "2"}}},
		{"a=1,a=2", {{"a=1", "a", "1"}, {"a=2", "a", "2"}}},
		{"a,=b", {{"a", "a", NULL}, {"=b", "", "b"}}},
		{"a=,b", {{"a=", "a", ""}, {"b", "b", NULL}}},
		{"a=1,,b=2",
		 {{"a=1", "a", "1"}, {"", "", NULL}, {"b=2", "b", "2"}}},
		{",a=1,", {{"", "", NULL}, {"a=1", "a", "1"}, {"", "", NULL}}},
		/* Nothing is trimmed. */
		{" ", {{" ", " ", NULL}}},
		{" a = b ", {{" a = b ", " a ", " b "}}},
		{"a=1, b=2", {{"a=1", "a", "1"}, {" b=2", " b", "2"}}},
		{"a=1 ,b=2", {{"a=1 ", "a", "1 "}, {"b=2", "b", "2"}}},
		{"\ta=\n", {{"\ta=\n", "\ta", "\n"}}},
		/* No quotes, escapes or other separators. */
		{"\"a,b\"=1", {{"\"a", "\"a", NULL}, {"b\"=1", "b\"", "1"}}},
		{"a\\,b", {{"a\\", "a\\", NULL}, {"b", "b", NULL}}},
		{"a=1;b=2", {{"a=1;b=2", "a", "1;b=2"}}},
		{"a=1:b=2", {{"a=1:b=2", "a", "1:b=2"}}},
		{"a=1 b=2", {{"a=1 b=2", "a", "1 b=2"}}},
		{"A=b", {{"A=b", "A", "b"}}},
		{"\xff=\x80,\x01",
		 {{"\xff=\x80", "\xff", "\x80"}, {"\x01", "\x01", NULL}}},
	};
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct expected *x = rows[i].elements;
		struct span rest = span_of(rows[i].list);
		struct element e;

		for (n = 0; n < ELEMENTS_MAX && x[n].text; n++) {
			assert_true(grammar_next(&rest, &e));
			assert_element(&e, &x[n]);
		}
		assert_false(grammar_next(&rest, &e));
	}
}

static void null_is_no_element(void **state)
{
	struct span rest = span_of(NULL);
	struct element e;

	(void)state;
	assert_null(rest.at);
	assert_int_equal(rest.len, 0);
	assert_false(grammar_next(&rest, &e));
	assert_false(grammar_next(&rest, &e));
}

/* Behind the end it stays at the end, and *out stays what it was. */
static void end_is_final(void **state)
{
	struct span rest = span_of("a=b");
	struct element e, before;
	int i;

	(void)state;
	assert_true(grammar_next(&rest, &e));
	before = e;
	for (i = 0; i < 3; i++) {
		assert_false(grammar_next(&rest, &e));
		assert_null(rest.at);
		assert_ptr_equal(e.text.at, before.text.at);
		assert_int_equal(e.text.len, before.text.len);
	}
}

/* Spans point into the text they were made from; nothing is copied. */
static void points_into_the_text(void **state)
{
	static const char text[] = "ab=cd,e";
	struct span rest = span_of(text);
	struct element e;

	(void)state;
	assert_true(grammar_next(&rest, &e));
	assert_ptr_equal(e.text.at, text);
	assert_ptr_equal(e.key.at, text);
	assert_ptr_equal(e.value.at, text + 3);
	assert_ptr_equal(rest.at, text + 6);
	assert_int_equal(rest.len, 1);
	assert_true(grammar_next(&rest, &e));
	assert_ptr_equal(e.text.at, text + 6);
	assert_false(e.has_value);
	assert_ptr_equal(e.value.at, text + 7);
	assert_int_equal(e.value.len, 0);
}

/* What stands behind the span is not seen, be it a ',' or a '='. */
static void length_decides(void **state)
{
	struct span rest = {"ab=c,d=e", 2};
	struct element e;

	(void)state;
	assert_true(grammar_next(&rest, &e));
	assert_element(&e, &(struct expected){"ab", "ab", NULL});
	assert_false(grammar_next(&rest, &e));

	rest = (struct span){"ab=c,d=e", 4};
	assert_true(grammar_next(&rest, &e));
	assert_element(&e, &(struct expected){"ab=c", "ab", "c"});
	assert_false(grammar_next(&rest, &e));

	rest = (struct span){"ab=c,d=e", 5};
	assert_true(grammar_next(&rest, &e));
	assert_true(grammar_next(&rest, &e));
	assert_element(&e, &(struct expected){"", "", NULL});
	assert_false(grammar_next(&rest, &e));

	rest = (struct span){"ab=c,d=e", 0};
	assert_true(grammar_next(&rest, &e));
	assert_element(&e, &(struct expected){"", "", NULL});
	assert_false(grammar_next(&rest, &e));
}

/* An exact heap block: a sanitizer sees a byte read behind the list. */
static void reads_only_the_span(void **state)
{
	static const char list[] = "a=b,c";
	const size_t size = sizeof(list) - 1;
	struct span rest;
	struct element e;
	char *exact = malloc(size);
	int n = 0;

	(void)state;
	assert_non_null(exact);
	memcpy(exact, list, size);
	rest = (struct span){exact, size};
	while (grammar_next(&rest, &e))
		n++;
	assert_int_equal(n, 2);
	free(exact);
}

/* The same by strchr(): the element that begins at text. */
static void assert_by_strchr(const struct element *e, const char *text)
{
	size_t len = strcspn(text, ",");
	const char *eq = memchr(text, '=', len);

	assert_ptr_equal(e->text.at, text);
	assert_int_equal(e->text.len, len);
	assert_ptr_equal(e->key.at, text);
	assert_int_equal(e->has_value, eq != NULL);
	assert_int_equal(e->key.len, eq ? (size_t)(eq - text) : len);
	assert_ptr_equal(e->value.at, eq ? eq + 1 : text + len);
	assert_int_equal(e->value.len, eq ? len - (size_t)(eq + 1 - text) : 0);
}

/* All 5^0 + ... + 5^7 lists of up to seven of five bytes, against strchr(). */
static void every_short_list(void **state)
{
	static const char alphabet[] = ",=a1 ";
	enum { BASE = sizeof(alphabet) - 1, LONGEST = 7 };
	size_t len, i;
	unsigned long code, codes = 1;

	(void)state;
	for (len = 0; len <= LONGEST; len++, codes *= BASE) {
		for (code = 0; code < codes; code++) {
			char list[LONGEST + 1] = "";
			unsigned long digits = code;
			const char *at = list;
			struct span rest;
			struct element e;

			for (i = 0; i < len; i++, digits /= BASE)
				list[i] = alphabet[digits % BASE];
			rest = span_of(list);
			assert_int_equal(rest.len, len);
			while (at) {
				assert_true(grammar_next(&rest, &e));
				assert_by_strchr(&e, at);
				at = strchr(at, ',');
				if (at)
					at++;
			}
			assert_false(grammar_next(&rest, &e));
		}
	}
}

static void long_list(void **state)
{
	enum { ELEMENTS = 10000 };
	char *list = malloc(ELEMENTS * 4 + 1);
	struct span rest;
	struct element e;
	int i;

	(void)state;
	assert_non_null(list);
	for (i = 0; i < ELEMENTS; i++)
		memcpy(list + i * 4, "k=v,", 4);
	list[ELEMENTS * 4 - 1] = '\0';
	rest = span_of(list);
	for (i = 0; grammar_next(&rest, &e); i++)
		assert_element(&e, &(struct expected){"k=v", "k", "v"});
	assert_int_equal(i, ELEMENTS);
	free(list);
}

static void span_of_text(void **state)
{
	static const char text[] = "abc";

	(void)state;
	assert_ptr_equal(span_of(text).at, text);
	assert_int_equal(span_of(text).len, 3);
	assert_int_equal(span_of("").len, 0);
	assert_non_null(span_of("").at);
	assert_int_equal(span_of("a\0b").len, 1);
	assert_null(span_of(NULL).at);
	assert_int_equal(span_of(NULL).len, 0);
}

static void span_is_text(void **state)
{
	static const struct {
		const char *span;
		size_t len;
		const char *text;
		bool same;
	} rows[] = {
		{"", 0, "", true},
		{NULL, 0, "", true},
		{"a", 1, "a", true},
		{"abc", 3, "abc", true},
		{"abc", 2, "ab", true},
		{"abc", 0, "", true},
		{"\xff", 1, "\xff", true},
		{"abc", 2, "abc", false},
		{"abc", 3, "ab", false},
		{"abc", 3, "abd", false},
		{"abc", 3, "bbc", false},
		{"abc", 3, "aBc", false},
		{"abc", 3, "ABC", false},
		{"a", 1, "", false},
		{"", 0, "a", false},
		{NULL, 0, "a", false},
		{"a\0", 2, "a", false},
		{"a\0b", 3, "a", false},
		{"\0", 1, "", false},
		{" a", 2, "a", false},
		{"a ", 2, "a", false},
		{"a", 1, " a", false},
		{"a", 1, "a ", false},
		/* The text ends at its first NUL, whatever the span holds. */
		{"a\0", 2, "a\0\0", false},
		{"\0", 1, "\0\0", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct span s = {rows[i].span, rows[i].len};

		if (span_is(s, rows[i].text) != rows[i].same)
			fail_msg("row %zu: \"%s\"", i, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits),
		cmocka_unit_test(null_is_no_element),
		cmocka_unit_test(end_is_final),
		cmocka_unit_test(points_into_the_text),
		cmocka_unit_test(length_decides),
		cmocka_unit_test(reads_only_the_span),
		cmocka_unit_test(every_short_list),
		cmocka_unit_test(long_list),
		cmocka_unit_test(span_of_text),
		cmocka_unit_test(span_is_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
