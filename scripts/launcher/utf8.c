// SPDX-License-Identifier: MIT
/*
 * UTF-8 by RFC 3629: shortest forms, no surrogates, nothing beyond U+10FFFF.
 */
#include "utf8.h"

size_t utf8_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
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

bool utf8_valid(const char *text)
{
	while (*text) {
		unsigned char byte = (unsigned char)*text;
		size_t len = byte < ' ' || byte == 127 ? 1 : utf8_length(text);

		if (len == 0)
			return false;
		text += len;
	}
	return true;
}

bool utf8_is_control(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	return at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;
}

void utf8_make_plain(char *text)
{
	while (*text) {
		unsigned char byte = (unsigned char)*text;
		size_t len = utf8_length(text);

		if (byte < ' ' || (byte >= 127 && byte <= 0x9f))
			*text = '?';
		if (utf8_is_control(text))
			text[0] = text[1] = '?';
		text += len ? len : 1;
	}
}
