// SPDX-License-Identifier: MIT
/*
 * Splits a settings list into elements. Called by config.c. Keeps no state:
 * *rest is all there is, at == NULL behind the last element.
 */
#include "grammar.h"

static struct span find(struct span s, char c)
{
	size_t i;

	for (i = 0; i < s.len && s.at[i] != c; i++)
		;
	return (struct span){s.at, i};
}

bool grammar_next(struct span *rest, struct element *out)
{
	struct span text, key;

	if (!rest->at)
		return false;
	text = find(*rest, ',');
	if (text.len == rest->len)
		*rest = (struct span){NULL, 0};
	else
		*rest = (struct span){rest->at + text.len + 1,
				      rest->len - text.len - 1};

	key = find(text, '=');
	out->text = text;
	out->key = key;
	out->has_value = key.len < text.len;
	out->value = (struct span){text.at + key.len, 0};
	if (out->has_value)
		out->value = (struct span){text.at + key.len + 1,
					   text.len - key.len - 1};
	return true;
}
