/* SPDX-License-Identifier: MIT */
/*
 * For the tests of policy/option.c: which fact each look is for, and all that
 * it can find.
 */
#ifndef OPTION_STEPS_H
#define OPTION_STEPS_H

#include "policy/option.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define LOOK(fact, first, last)                                  \
	{                                                        \
		offsetof(struct option_facts, fact), first, last \
	}
#define YES_NO(fact) LOOK(fact, FACT_NO, FACT_YES)

static const struct {
	size_t offset;
	int first;
	int last;
} looks[STEP_COUNT] = {
	[STEP_LOOK_TCP] = YES_NO(tcp),
	[STEP_LOOK_MPTCP] = YES_NO(mptcp),
	[STEP_LOOK_NATIVE] = YES_NO(native),
	[STEP_LOOK_FAMILY] = YES_NO(family4),
	[STEP_LOOK_HANDED] = YES_NO(handed),
	[STEP_LOOK_BOUND] = YES_NO(bound),
	[STEP_LOOK_KNOWN] = YES_NO(known),
	[STEP_LOOK_MEANT] = YES_NO(meant),
	[STEP_TRY] = YES_NO(heeds),
	[STEP_LOOK_STATE] = LOOK(state, STATE_CLOSED, STATE_CONNECTED),
	[STEP_ASK] = LOOK(said, SAID_NOTHING, SAID_UNCONNECTED),
};

static inline void found(struct option_facts *f, enum option_step step,
			 int value)
{
	assert_int_not_equal(looks[step].last, 0);
	((unsigned char *)f)[looks[step].offset] = (unsigned char)value;
}

/* What was refused before it was TCP is to be called again. */
static inline unsigned char after_back(const struct option_facts *f)
{
	return f->back == FACT_YES && f->before > RESULT_TAKEN ? RESULT_UNKNOWN
							       : f->before;
}

#endif
