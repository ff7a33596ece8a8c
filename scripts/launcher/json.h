/* SPDX-License-Identifier: MIT */
/*
 * JSON in one line. An object grows member by member, without its braces.
 */
#ifndef LAUNCHER_JSON_H
#define LAUNCHER_JSON_H

#include "text.h"

/*
 * A string with its quotes. Control characters other than tab and newline
 * become "?", and so does what is not UTF-8.
 */
void json_quote(struct text *to, const char *string);

void json_string(struct text *object, const char *key, const char *value);
void json_number(struct text *object, const char *key, long long value);
void json_bool(struct text *object, const char *key, bool value);
void json_null(struct text *object, const char *key);
void json_list(struct text *object, const char *key, const struct list *list);
/* inner: another object, without its braces. */
void json_object(struct text *object, const char *key, const char *inner);

#endif
