// SPDX-License-Identifier: MIT
/*
 * Writing JSON. Names of files and programs may hold any byte but NUL.
 */
#include "json.h"

/* How many bytes of UTF-8 begin here; 0: none. RFC 3629. */
static size_t utf8(const unsigned char *at)
{
	static const struct {
		unsigned char first, last, low, high;
		size_t len;
	} rows[] = {
		{0x20, 0x7e, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2},
		{0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
		{0xf4, 0xf4, 0x80, 0x8f, 4},
	};
	size_t i, more;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (*at >= rows[i].first && *at <= rows[i].last)
			break;
	if (i == sizeof(rows) / sizeof(rows[0]))
		return 0;
	if (rows[i].len > 1 && (at[1] < rows[i].low || at[1] > rows[i].high))
		return 0;
	for (more = 2; more < rows[i].len; more++)
		if ((at[more] & 0xc0) != 0x80)
			return 0;
	return rows[i].len;
}

void json_quote(struct text *to, const char *string)
{
	const char *at = string;

	text_add(to, "\"");
	while (*at) {
		size_t len = utf8((const unsigned char *)at);

		if (*at == '"' || *at == '\\')
			text_addf(to, "\\%c", *at);
		else if (*at == '\n' || *at == '\t')
			text_add(to, *at == '\n' ? "\\n" : "\\t");
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
