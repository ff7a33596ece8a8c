/* SPDX-License-Identifier: MIT */
/*
 * A line under construction in a buffer of the caller's: what stdio would do,
 * without its locks and heap. What does not fit is cut, never overrun.
 */
#ifndef SHIM_TEXT_H
#define SHIM_TEXT_H

#include <stddef.h>

struct text {
	char *at;
	size_t size;
	size_t len;
};

void text_char(struct text *t, char c);
void text_add(struct text *t, const char *s);
void text_number(struct text *t, unsigned long n);

/* Somebody else's words in a line of ours: control characters become '?'. */
void text_foreign(struct text *t, const char *s);

/* The same between double quotes, escaped as RFC 8259 wants it. */
void text_json(struct text *t, const char *s);

/* End the line: there is room for '\n' whatever was added before. */
void text_end(struct text *t);

/* An errno's symbolic name ("EACCES"), "errno" and its number if unknown. */
void text_errno(struct text *t, int err);

#endif
