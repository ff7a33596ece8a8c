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
#define YES_NO(fact) LOOK(fact, FACT_no, FACT_yes)

static const struct {
	size_t offset;
	int first;
	int last;
} looks[STEP_COUNT] = {
	/* Of struct facts. */
	[STEP_LOOK_MPTCP] = {0, FACT_no, FACT_yes},
	[STEP_LOOK_NATIVE] = {0, FACT_no, FACT_yes},
	[STEP_LOOK_STATE] = {0, STATE_closed, STATE_other},

	[STEP_LOOK_TCP] = YES_NO(tcp),
	[STEP_LOOK_FAMILY] = YES_NO(family4),
	[STEP_LOOK_HANDED] = YES_NO(handed),
	[STEP_LOOK_BOUND] = YES_NO(bound),
	[STEP_LOOK_KNOWN] = YES_NO(known),
	[STEP_LOOK_MEANT] = YES_NO(meant),
	[STEP_TRY] = YES_NO(heeds),
	[STEP_ASK] = LOOK(said, SAID_NOTHING, SAID_UNCONNECTED),
};

static inline void found(struct facts *socket, struct option_facts *f,
			 enum option_step step, int value)
{
	assert_int_not_equal(looks[step].last, 0);
	if (step == STEP_LOOK_MPTCP)
		socket->protocol =
			value == FACT_yes ? PROTOCOL_mptcp : PROTOCOL_other;
	else if (step == STEP_LOOK_NATIVE)
		socket->native = (enum fact)value;
	else if (step == STEP_LOOK_STATE)
		socket->state = (enum state)value;
	else
		((unsigned char *)f)[looks[step].offset] = (unsigned char)value;
}

/* All that births may say of a number that matters here: a bit each. */
static const uint32_t bits[] = {
	ORIGIN_OURS,      ORIGIN_MPTCP, HISTORY_dialed,
	HISTORY_listened, HISTORY_port, REMEMBERED_v4,
};

static inline uint32_t word_of(unsigned int number)
{
	uint32_t word = 0;
	size_t i;

	for (i = 0; i < COUNT(bits); i++)
		if (number >> i & 1)
			word |= bits[i];
	return word;
}

/* What was refused before it was TCP is to be called again. */
static inline unsigned char after_back(const struct option_facts *f)
{
	return f->back == FACT_yes && f->before > RESULT_TAKEN ? RESULT_UNKNOWN
							       : f->before;
}

#endif
