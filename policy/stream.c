// SPDX-License-Identifier: MIT
/*
 * Two decimal numbers, and nothing before, between or behind them but the
 * colon: what is not exactly that names no stream.
 */
#include <stddef.h>
#include "stream.h"

/* NULL: no number, or one too large. Else what follows it. */
static const char *number(const char *text, uint64_t *out)
{
	const char *at = text;
	uint64_t n = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		uint64_t digit = (uint64_t)(*at - '0');

		if (n > (UINT64_MAX - digit) / 10)
			return NULL;
		n = n * 10 + digit;
	}
	*out = n;
	return at == text ? NULL : at;
}

bool stream_parse(const char *text, struct stream *out)
{
	struct stream found;

	if (!text)
		return false;
	text = number(text, &found.device);
	if (!text || *text != ':')
		return false;
	text = number(text + 1, &found.inode);
	if (!text || *text)
		return false;
	*out = found;
	return true;
}
