/* SPDX-License-Identifier: MIT */
/*
 * For the tests of plans: every combination of facts, with an answer to all
 * that a plan may ask for, as shim/role/act.c gives it. What no row of a test's
 * table fits can't be, and is said to be so.
 */
#ifndef PLAN_WORLD_H
#define PLAN_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/plan.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ERRNO    93 /* EPROTONOSUPPORT */
#define ANY      (-1)

static const enum origin origins[] = {
	ORIGIN_unknown, ORIGIN_other,   ORIGIN_native,   ORIGIN_foreign,
	ORIGIN_kept,    ORIGIN_refused, ORIGIN_declined, ORIGIN_upgraded,
};

static inline uint32_t word_of(enum origin origin, unsigned int history)
{
	uint32_t word = (uint32_t)origin | history;

	if (origin == ORIGIN_refused)
		word |= FACTS_DETAIL(ERRNO);
	if (origin == ORIGIN_declined)
		word |= FACTS_DETAIL(REASON_scope);
	return word;
}

/* How the world is; what of it was asked for. */
struct world {
	struct facts is;
	unsigned int asked;
};

/* One answer; none is asked for twice, nor is what is known already. */
static inline void answer(struct world *w, struct facts *f, enum ask ask)
{
	assert_false(w->asked >> ask & 1);
	w->asked |= 1U << ask;
	switch (ask) {
	case ASK_protocol:
	case ASK_mptcp:
		assert_int_equal(f->protocol, PROTOCOL_unasked);
		f->protocol = w->is.protocol;
		break;
	case ASK_state:
		f->state = w->is.state;
		break;
	case ASK_same:
		f->word = w->is.word;
		f->same = FACT_yes;
		break;
	case ASK_native:
		assert_int_equal(f->protocol, PROTOCOL_mptcp);
		f->native = w->is.native;
		break;
	case ASK_refuses:
		f->refuses = w->is.refuses;
		f->err = w->is.refuses == FACT_yes ? ERRNO : 0;
		break;
	case ASK_listens:
		f->listens = w->is.listens;
		break;
	case ASK_keeps:
		f->keeps = w->is.keeps;
		break;
	case ASK_local:
		f->local = w->is.local;
		break;
	default:
		fail_msg("a plan asks for %d", ask);
	}
}

/* What came of it, as one number a column. */
struct end {
	int act;
	int counts;
	int outcome;
	int reason;
};

static inline void same(struct plan p, const struct end *want, int row)
{
	if (p.act != (enum act)want->act || p.counts != !!want->counts ||
	    p.outcome != (enum outcome)want->outcome ||
	    p.reason != (enum reason)want->reason)
		fail_msg("row %d: act %d, counts %d, outcome %d, reason %d",
			 row, p.act, p.counts, p.outcome, p.reason);
	if (p.outcome == OUTCOME_refused)
		assert_int_equal(p.err, ERRNO);
	else
		assert_int_equal(p.err, 0);
}

static inline bool fits(int column, int is)
{
	return column == ANY || column == is;
}

#define NOTHING                                           \
	{                                                 \
		ACT_nothing, 0, OUTCOME_none, REASON_none \
	}
#define COUNTED(outcome)                                       \
	{                                                      \
		ACT_nothing, 1, OUTCOME_##outcome, REASON_none \
	}
#define DECLINED(reason)                                          \
	{                                                         \
		ACT_nothing, 1, OUTCOME_declined, REASON_##reason \
	}

static const unsigned int histories[] = {
	0,
	HISTORY_dialed,
	HISTORY_dials | HISTORY_dialed,
	HISTORY_listened,
	HISTORY_listened | HISTORY_chosen,
	HISTORY_listened | HISTORY_dialed,
	HISTORY_chosen,
	HISTORY_port | HISTORY_unsettled,
	HISTORY_told,
};

/* Each world, with each answer that may be asked for. */
static inline void each_world(void (*hold)(struct world *w, enum origin origin))
{
	struct world w;
	size_t o, h;
	int n;

	for (o = 0; o < COUNT(origins); o++)
		for (h = 0; h < COUNT(histories); h++)
			for (n = 0; n < 3 * 3 * 32; n++) {
				const int bits = n / 9;

				w.is = (struct facts){
					.word = word_of(origins[o],
							histories[h]),
					.protocol = (enum protocol)(n % 3 + 1),
					.state = (enum state)(n / 3 % 3 + 1),
					.native = (enum fact)((bits & 1) + 1),
					.refuses = (enum fact)((bits >> 1 & 1) +
							       1),
					.listens = (enum fact)((bits >> 2 & 1) +
							       1),
					.keeps = (enum fact)((bits >> 3 & 1) +
							     1),
					.local = (enum fact)((bits >> 4 & 1) +
							     1),
				};
				hold(&w, origins[o]);
			}
}

#endif
