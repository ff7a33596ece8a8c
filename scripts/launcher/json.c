// SPDX-License-Identifier: MIT
/*
 * Writing JSON. Names of files and programs may hold any byte but NUL.
 */
#include "json.h"
#include "utf8.h"

void json_quote(struct text *to, const char *string)
{
	const char *at = string;

	text_add(to, "\"");
	while (*at) {
		size_t len = utf8_length(at);

		if (*at == '"' || *at == '\\')
			text_addf(to, "\\%c", *at);
		else if (*at == '\n' || *at == '\t')
			text_add(to, *at == '\n' ? "\\n" : "\\t");
		else if (utf8_is_control(at))
			text_addf(to, "\\u%04x", (unsigned char)at[1]);
		else if (len == 0)
			text_add(to, "?");
		else
			text_addn(to, at, len);
		at += len ? len : 1;
	}
	text_add(to, "\"");
}

static void member(struct text *object, const char *key)
{
	text_addf(object, "%s\"%s\":", object->len ? "," : "", key);
}

void json_string(struct text *object, const char *key, const char *value)
{
	member(object, key);
	json_quote(object, value);
}

void json_number(struct text *object, const char *key, long long value)
{
	member(object, key);
	text_addf(object, "%lld", value);
}

void json_bool(struct text *object, const char *key, bool value)
{
	member(object, key);
	text_add(object, value ? "true" : "false");
}

void json_null(struct text *object, const char *key)
{
	member(object, key);
	text_add(object, "null");
}

void json_list(struct text *object, const char *key, const struct list *list)
{
	size_t i;

	member(object, key);
	text_add(object, "[");
	for (i = 0; i < list->count; i++) {
		text_add(object, i ? "," : "");
		json_quote(object, list->at[i]);
	}
	text_add(object, "]");
}

void json_object(struct text *object, const char *key, const char *inner)
{
	member(object, key);
	text_addf(object, "{%s}", inner);
}
