/* SPDX-License-Identifier: MIT */
/*
 * Of what the plans are made (plan_*.c): the same few ends, and the same few
 * questions. Pure.
 */
#ifndef POLICY_PART_H
#define POLICY_PART_H

#include "plan.h"

static inline struct plan part_ask(enum ask what)
{
	return (struct plan){.ask = what};
}

static inline struct plan part_pass(void)
{
	return (struct plan){.ask = ASK_nothing};
}

static inline struct plan part_declined(enum reason reason)
{
	struct plan p = plan_counted(OUTCOME_declined);

	p.reason = reason;
	return p;
}

static inline struct plan part_refused(int err)
{
	struct plan p = plan_counted(OUTCOME_refused);

	p.err = (unsigned int)err & 0xffff;
	return p;
}

static inline struct plan part_to_tcp(struct plan p)
{
	p.act = ACT_to_tcp;
	return p;
}

/* ... that is counted by another call. */
static inline struct plan part_to_tcp_uncounted(struct plan p)
{
	p.act = ACT_to_tcp;
	p.counts = false;
	return p;
}

/* A socket that is TCP though policy wants MPTCP: what befell it. */
static inline struct plan part_recall(uint32_t word)
{
	switch (facts_origin(word)) {
	case ORIGIN_refused:
		return part_refused(facts_detail(word));
	case ORIGIN_declined:
		return part_declined((enum reason)facts_detail(word));
	default:
		return part_declined(REASON_foreign);
	}
}

static inline bool part_tcp_kind(enum protocol protocol)
{
	return protocol == PROTOCOL_tcp || protocol == PROTOCOL_mptcp;
}

/* What is to be known first, to say whether it is MPTCP because of us. */
static inline enum ask part_ask_ours(const struct facts *f, enum ask protocol)
{
	if (!f->protocol)
		return protocol;
	return f->protocol == PROTOCOL_mptcp && !f->native ? ASK_native
							   : ASK_nothing;
}

static inline bool part_ours(const struct facts *f)
{
	return f->protocol == PROTOCOL_mptcp && f->native == FACT_no;
}

/* It has been a dialer; what it was as that stays. */
static inline bool part_dialed(const struct facts *f)
{
	return f->word & HISTORY_dialed;
}

#endif
