// SPDX-License-Identifier: MIT
/*
 * setsockopt() on a socket that may be MPTCP because of us: each combination of
 * facts that can occur is walked to its end, each look with each answer. What
 * must hold of every walk is asserted on its way; what must come of some is in
 * test_option_cases.c. Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "option_steps.h"

/* One row of each kind that options.def has, and no row. */
static const struct {
	uint64_t traits;
	enum option_level level;
} rows[] = {
	{TRAIT_CARRIED, LEVEL_SOCKET},
	{TRAIT_CARRIED, LEVEL_IP},
	{TRAIT_CARRIED, LEVEL_IPV6},
	{TRAIT_CARRIED | TRAIT_NOT_PASSED, LEVEL_SOCKET},
	{TRAIT_CARRIED | TRAIT_DROPPED, LEVEL_SOCKET},
	{TRAIT_CARRIED | TRAIT_GRANTED, LEVEL_SOCKET},
	{TRAIT_CARRIED | TRAIT_REUSE, LEVEL_SOCKET},
	{TRAIT_CARRIED | TRAIT_UNBOUND, LEVEL_IPV6},
	{TRAIT_CARRIED | TRAIT_HINT | TRAIT_REMEMBERED(THIN), LEVEL_TCP},
	{TRAIT_CARRIED | TRAIT_TRIED, LEVEL_TCP},
	{TRAIT_CARRIED | TRAIT_WITHIN(1, 127), LEVEL_TCP},
	{TRAIT_CARRIED | TRAIT_NOT_PASSED | TRAIT_REMEMBERED(LOWAT), LEVEL_TCP},
	{TRAIT_HINT, LEVEL_SOCKET},
	{0, LEVEL_SOCKET},
	{0, LEVEL_IP},
	{0, LEVEL_IPV6},
	{0, LEVEL_TCP},
	{0, LEVEL_OTHER},
};

/* A walk, so far. */
struct walk {
	struct facts socket;
	struct option_facts f;
	unsigned int steps; /* a bit each: none is taken twice */
	int calls;
	bool missed;
	enum option_result first; /* what the first call came to */
};

static unsigned long walks;

static bool ours(const struct walk *w)
{
	return w->socket.protocol == PROTOCOL_mptcp &&
	       w->socket.native == FACT_no;
}

static bool stepped(const struct walk *w, enum option_step step)
{
	return w->steps >> step & 1;
}

static bool said_no(const struct walk *w)
{
	return w->f.said == SAID_NO || w->f.said == SAID_UNCONNECTED;
}

/* Only what is ours is touched, and only as TCP would have it. */
static void acts_well(const struct walk *w, enum option_step step)
{
	const struct option_facts *f = &w->f;

	switch (step) {
	case STEP_BACK:
		assert_true(ours(w) && option_unconnected(f));
		assert_int_equal(f->said, SAID_YES);
		assert_false(f->traits & TRAIT_HINT);
		break;
	case STEP_TRY:
		assert_true(ours(w) && f->traits & TRAIT_BESIDE);
		assert_int_equal(f->said, SAID_NOTHING);
		assert_int_equal(f->result, RESULT_UNKNOWN);
		break;
	case STEP_UNDO:
		assert_true(ours(w) && f->result == RESULT_TAKEN);
		assert_true(f->traits & TRAIT_CARRIED);
		assert_false(f->traits & TRAIT_TRIED);
		break;
	case STEP_REPEAT:
		assert_int_equal(f->back, FACT_yes);
		assert_int_equal(w->first, RESULT_TAKEN);
		break;
	case STEP_REMEMBER:
		assert_true(ours(w) && f->minus);
		break;
	case STEP_ASK:
		assert_true(ours(w));
		break;
	case STEP_LOOK_HANDED:
		assert_false(option_known(f, ORIGIN_MPTCP));
		assert_int_equal(w->socket.state, STATE_closed);
		break;
	case STEP_LOOK_TCP:
		assert_false(option_known(f, ORIGIN_OURS));
		break;
	case STEP_LOOK_FAMILY:
		assert_int_equal(f->level, LEVEL_IPV6);
		break;
	default:
		break;
	}
}

/* A yes that is one, a no that is TCP's, or a no that is counted. */
static void ends_well(const struct walk *w, enum option_step step)
{
	const struct option_facts *f = &w->f;

	switch (step) {
	case STEP_PIN:
		assert_int_equal(f->result, RESULT_TAKEN);
		assert_true(option_unconnected(f));
		assert_false(f->traits & TRAIT_CARRIED);
		break;
	case STEP_YES:
		assert_true(f->result == RESULT_REFUSED ||
			    f->result == RESULT_INVALID);
		assert_true(w->socket.native == FACT_no);
		assert_true(f->said == SAID_SO || f->said == SAID_YES ||
			    f->traits & TRAIT_REUSE);
		break;
	case STEP_NO:
		assert_true(ours(w) && said_no(w) && !w->missed);
		break;
	case STEP_IGNORE:
		assert_true(ours(w) && w->missed);
		assert_true(f->result == RESULT_UNKNOWN || f->undone);
		break;
	default:
		assert_int_equal(step, STEP_PASS);
		assert_int_not_equal(f->result, RESULT_UNKNOWN);
		/* An upgraded listener keeps its word. */
		if (f->result == RESULT_TAKEN && f->traits & TRAIT_BESIDE &&
		    w->socket.state == STATE_listening && ours(w))
			assert_true(f->back == FACT_yes || f->said == SAID_SO ||
				    f->heeds == FACT_yes);
	}
	/* Missed is what TCP might have taken, and stayed MPTCP's. */
	if (w->missed)
		assert_true(ours(w) && f->back != FACT_yes &&
			    f->said != SAID_NO && f->said != SAID_SO);
	walks++;
}

static void go(const struct walk *w);

/* With each answer. */
static void look(const struct walk *w, enum option_step step)
{
	struct walk next;
	int value;

	for (value = looks[step].first; value <= looks[step].last; value++) {
		next = *w;
		found(&next.socket, &next.f, step, value);
		go(&next);
	}
}

/* What the kernel has taken has a value. */
static void call(const struct walk *w)
{
	struct walk next = *w;
	int result, value;

	assert_true(++next.calls <= (w->f.back == FACT_yes ? 2 : 1));
	for (result = RESULT_TAKEN; result <= RESULT_FAILED; result++) {
		for (value = 0; value < 2; value++) {
			next.f.result = (unsigned char)result;
			if (!w->calls)
				next.first = (enum option_result)result;
			next.f.outside = value && result == RESULT_TAKEN &&
					 TRAIT_MOST(w->f.traits);
			next.f.minus = value && result == RESULT_TAKEN &&
				       TRAIT_HINT_OF(w->f.traits) & HINT_LOWAT;
			if (!value || next.f.outside || next.f.minus)
				go(&next);
		}
	}
}

static void back(const struct walk *w)
{
	struct walk next = *w;

	for (next.f.back = FACT_no; next.f.back <= FACT_yes; next.f.back++) {
		next.f.before = w->f.result;
		next.f.result = after_back(&next.f);
		go(&next);
	}
}

static void act(const struct walk *w, enum option_step step)
{
	struct walk next = *w;

	next.f.repeated |= step == STEP_REPEAT;
	next.f.undone |= step == STEP_UNDO;
	next.f.remembered |= step == STEP_REMEMBER;
	go(&next);
}

static void go(const struct walk *before)
{
	struct walk w = *before;
	struct option_plan plan;

	w.f.socket = &w.socket;
	plan = option_set(&w.f);
	w.missed |= plan.missed;
	if (plan.step >= STEP_PASS) {
		ends_well(&w, plan.step);
		return;
	}
	acts_well(&w, plan.step);
	assert_true(plan.step == STEP_CALL || !stepped(&w, plan.step));
	w.steps |= 1U << plan.step;
	switch (plan.step) {
	case STEP_CALL:
		call(&w);
		break;
	case STEP_BACK:
		back(&w);
		break;
	case STEP_REPEAT:
	case STEP_UNDO:
	case STEP_REMEMBER:
		act(&w, plan.step);
		break;
	default:
		look(&w, plan.step);
	}
}

static void every_walk(void **state)
{
	unsigned int births, whole;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		for (births = 0; births < 1U << COUNT(bits); births++) {
			for (whole = 0; whole < 2; whole++) {
				const struct walk w = {
					.socket.word = word_of(births),
					.f = {.traits = rows[i].traits,
					      .level = rows[i].level,
					      .whole = whole},
				};

				go(&w);
			}
		}
	}
	assert_true(walks > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
