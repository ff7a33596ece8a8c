// SPDX-License-Identifier: MIT
/*
 * The names of outcomes and reasons, as reports have them.
 */
#include "verdict.h"

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		"",
#define OUTCOME(name) #name,
#define REASON(name)
#include "verdict.def"
#undef OUTCOME
#undef REASON
	};

	return names[outcome];
}

const char *reason_name(enum reason reason)
{
	static const char *const names[] = {
		"",
#define OUTCOME(name)
#define REASON(name) #name,
#include "verdict.def"
#undef OUTCOME
#undef REASON
	};

	return names[reason];
}
