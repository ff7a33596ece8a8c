/* SPDX-License-Identifier: MIT */
/*
 * Text that grows, and lists of it. Used by everything in the launcher; there
 * is no bound on what a path or an environment holds. Out of memory ends the
 * program with exit code 1, so no caller has to look.
 */
#ifndef LAUNCHER_TEXT_H
#define LAUNCHER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* {0} is the empty text; .at is NULL until something was added. */
struct text {
	char *at; /* ends with a NUL that .len does not count */
	size_t len;
	size_t room;
};

void text_add(struct text *text, const char *more);
void text_addn(struct text *text, const char *more, size_t len);
void text_addf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/* What is in it, never NULL. */
const char *text_of(const struct text *text);

/* A copy that the caller frees. */
char *text_copy(const char *of);
char *text_copyn(const char *of, size_t len);
char *text_format(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

bool text_starts(const char *text, const char *with);
bool text_ends(const char *text, const char *with);

/* {0} is the empty list; .at[.count] is NULL once something was added. */
struct list {
	char **at;
	size_t count;
};

void list_add(struct list *list, const char *line);
void list_take(struct list *list, char *line); /* which is the list's now */
void list_free(struct list *list);

#endif
