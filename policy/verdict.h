/* SPDX-License-Identifier: MIT */
/*
 * What became of a socket in a role, and why; verdict.def has the lists. Pure.
 */
#ifndef POLICY_VERDICT_H
#define POLICY_VERDICT_H

#include "status.h"

enum outcome {
	OUTCOME_none, /* not decided yet: of no socket that is counted */
#define OUTCOME(name) OUTCOME_##name,
#define REASON(name)
#include "verdict.def"
#undef OUTCOME
#undef REASON
	OUTCOME_COUNT
};

enum reason {
	REASON_none,
#define OUTCOME(name)
#define REASON(name) REASON_##name,
#include "verdict.def"
#undef OUTCOME
#undef REASON
	REASON_COUNT
};

/* What became of one socket in one role, and why. */
struct verdict {
	enum role role;
	enum status status;
	struct want want;
	enum outcome outcome;
	enum reason reason; /* for declined */
	int refused;        /* errno, for refused */
};

const char *outcome_name(enum outcome outcome);
const char *reason_name(enum reason reason);

#endif
