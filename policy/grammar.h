/* SPDX-License-Identifier: MIT */
/*
 * GODEBUG's grammar: elements between commas, the first '=' of an element
 * splits it, nothing is trimmed. Source: Go 1.24, internal/godebug, parse().
 */
#ifndef POLICY_GRAMMAR_H
#define POLICY_GRAMMAR_H

#include "span.h"

struct element {
	struct span text; /* the whole element */
	struct span key;
	struct span value;
	bool has_value; /* there was a '=' */
};

/*
 * Take the first element off *rest. False when there is none left; an empty
 * element (",,") is an element with an empty text.
 */
bool grammar_next(struct span *rest, struct element *out);

#endif
