// SPDX-License-Identifier: MIT
/*
 * Lines without stdio. Called by report.c, log.c and sink.c, at exit and
 * (log) behind hooks: no heap, no locks, no locale.
 */
#include <errno.h>
#include <stdbool.h>
#include "text.h"

void text_char(struct text *t, char c)
{
	/* The last byte is kept for text_end(). */
	if (t->len + 1 < t->size)
		t->at[t->len++] = c;
}

void text_add(struct text *t, const char *s)
{
	while (*s)
		text_char(t, *s++);
}

void text_number(struct text *t, unsigned long n)
{
	char digits[3 * sizeof(n)];
	size_t i = 0;

	do
		digits[i++] = (char)('0' + n % 10);
	while (n /= 10);
	while (i)
		text_char(t, digits[--i]);
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 127;
}

void text_foreign(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (is_control(*s))
			text_char(t, '?');
		else
			text_char(t, *s);
	}
}

/*
 * A consumer's JSON parser must not choke on a file name that is no UTF-8:
 * bytes above 127 become '?'.
 */
void text_json(struct text *t, const char *s)
{
	text_char(t, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < ' ' || c >= 127) {
			text_char(t, '?');
			continue;
		}
		if (c == '"' || c == '\\')
			text_char(t, '\\');
		text_char(t, (char)c);
	}
	text_char(t, '"');
}

void text_end(struct text *t)
{
	t->at[t->len++] = '\n';
}

void text_errno(struct text *t, int err)
{
	static const struct {
		int err;
		const char *name;
	} names[] = {
#define ERRNO(name) {name, #name},
#include "errno.def"
#undef ERRNO
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].err == err) {
			text_add(t, names[i].name);
			return;
		}
	}
	text_add(t, "errno");
	text_number(t, (unsigned long)err);
}
