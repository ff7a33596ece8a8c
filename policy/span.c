// SPDX-License-Identifier: MIT
/*
 * Pieces of text. Called by the parsers of policy/; plain loops instead of
 * string.h keep the preloaded library from needing more of libc than it must.
 */
#include "span.h"

struct span span_of(const char *text)
{
	struct span s = {text, 0};

	while (text && text[s.len])
		s.len++;
	return s;
}

bool span_is(struct span s, const char *text)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!text[i] || s.at[i] != text[i])
			return false;
	return !text[s.len];
}
