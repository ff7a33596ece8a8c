// SPDX-License-Identifier: MIT
/*
 * Memory for text. All of the launcher's allocations are made here or by it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "text.h"

static void *grown(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (!new)
		say_fail("out of memory");
	return new;
}

void text_addn(struct text *text, const char *more, size_t len)
{
	if (!text->at || len >= text->room - text->len) {
		text->room = 2 * text->room + len + 1;
		text->at = grown(text->at, text->room);
	}
	memcpy(text->at + text->len, more, len);
	text->len += len;
	text->at[text->len] = '\0';
}

void text_add(struct text *text, const char *more)
{
	text_addn(text, more, strlen(more));
}

static void addv(struct text *text, const char *format, va_list args)
{
	char *made;
	int len = vasprintf(&made, format, args);

	if (len < 0)
		say_fail("out of memory");
	text_addn(text, made, (size_t)len);
	free(made);
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	addv(text, format, args);
	va_end(args);
}

char *text_format(const char *format, ...)
{
	struct text text = {0};
	va_list args;

	va_start(args, format);
	addv(&text, format, args);
	va_end(args);
	return text.at;
}

void text_free(struct text *text)
{
	free(text->at);
	*text = (struct text){0};
}

const char *text_of(const struct text *text)
{
	return text->at ? text->at : "";
}

char *text_copyn(const char *of, size_t len)
{
	char *copy = grown(NULL, len + 1);

	memcpy(copy, of, len);
	copy[len] = '\0';
	return copy;
}

char *text_copy(const char *of)
{
	return text_copyn(of, strlen(of));
}

bool text_starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

bool text_ends(const char *text, const char *with)
{
	size_t len = strlen(text), end = strlen(with);

	return len >= end && strcmp(text + len - end, with) == 0;
}

void list_take(struct list *list, char *line)
{
	list->at = grown(list->at, (list->count + 2) * sizeof(*list->at));
	list->at[list->count++] = line;
	list->at[list->count] = NULL;
}

void list_add(struct list *list, const char *line)
{
	list_take(list, text_copy(line));
}

void list_free(struct list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		free(list->at[i]);
	free(list->at);
	*list = (struct list){0};
}
