// SPDX-License-Identifier: MIT
/*
 * getsockopt() on a socket that may be MPTCP because of us: each combination of
 * facts that can occur is walked to its end, each look with each answer; and
 * what comes of the rows with which options.def tells of it. Run by ctest.
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
	{TRAIT_AMEND(PROTOCOL), LEVEL_SOCKET},
	{TRAIT_AMEND(COOKIE), LEVEL_SOCKET},
	{TRAIT_AMEND(LOWAT), LEVEL_SOCKET},
	{TRAIT_AMEND(NOTSENT) | TRAIT_INSTEAD_LISTENING, LEVEL_TCP},
	{TRAIT_AMEND(V6ONLY), LEVEL_IPV6},
	{TRAIT_INSTEAD, LEVEL_TCP},
	{TRAIT_INSTEAD | TRAIT_OWN, LEVEL_TCP},
	{TRAIT_INSTEAD | TRAIT_INSTEAD_CONNECTED, LEVEL_TCP},
	{TRAIT_INSTEAD, LEVEL_OTHER}, /* SOL_MPTCP */
	{TRAIT_OWN, LEVEL_IP},
	{0, LEVEL_IPV6},
	{0, LEVEL_TCP},
};

struct walk {
	struct facts socket;
	struct option_facts f;
	unsigned int steps; /* a bit each: none is taken twice */
};

static unsigned long walks, told, amended;

static bool ours(const struct walk *w)
{
	return w->socket.protocol == PROTOCOL_mptcp &&
	       w->socket.native == FACT_no;
}

static void ends_well(const struct walk *w, enum option_step step)
{
	const struct option_facts *f = &w->f;

	walks++;
	switch (step) {
	case STEP_TELL:
		told++;
		assert_true(ours(w) && f->said != SAID_NOTHING);
		assert_true(f->result == RESULT_UNKNOWN ||
			    f->result == RESULT_REFUSED);
		if (w->socket.state != STATE_other)
			break;
		/* What a new socket can't know is not told of a connection. */
		assert_int_not_equal(f->said, SAID_UNCONNECTED);
		assert_true(f->result == RESULT_UNKNOWN
				    ? f->traits & TRAIT_INSTEAD_CONNECTED ||
					      f->family4 == FACT_yes
				    : !(f->traits & TRAIT_OWN));
		break;
	case STEP_AMEND:
		amended++;
		assert_true(f->amiss && f->result == RESULT_TAKEN);
		/* A default of MPTCP's own is TCP's on whatever socket. */
		assert_true(!f->minus_ever || w->socket.native != FACT_yes ||
			    TRAIT_AMEND_OF(f->traits) == AMEND_LOWAT);
		if (TRAIT_AMEND_OF(f->traits) == AMEND_V6ONLY)
			assert_true(ours(w));
		break;
	default:
		assert_int_equal(step, STEP_PASS);
		assert_int_not_equal(f->result, RESULT_UNKNOWN);
	}
}

static void acts_well(const struct walk *w, enum option_step step)
{
	const struct option_facts *f = &w->f;

	switch (step) {
	case STEP_ASK:
		assert_true(ours(w) && f->result != RESULT_TAKEN);
		break;
	case STEP_LOOK_FAMILY:
		assert_int_equal(f->level, LEVEL_IPV6);
		break;
	case STEP_LOOK_BOUND:
	case STEP_LOOK_KNOWN:
		assert_int_equal(TRAIT_AMEND_OF(f->traits), AMEND_V6ONLY);
		break;
	case STEP_REMEMBER:
		assert_int_equal(TRAIT_AMEND_OF(f->traits), AMEND_COOKIE);
		assert_true(option_known(f, ORIGIN_OURS) &&
			    !option_known(f, ORIGIN_MPTCP));
		break;
	default:
		break;
	}
}

static void go(const struct walk *w);

/* Of a number that could be amiss, only where one was told. */
static void call(const struct walk *w)
{
	struct walk next = *w;
	int result;

	for (result = RESULT_TAKEN; result <= RESULT_FAILED; result++) {
		next.f.result = (unsigned char)result;
		next.f.amiss = false;
		go(&next);
		next.f.amiss = result == RESULT_TAKEN &&
			       TRAIT_AMEND_OF(w->f.traits) != AMEND_NONE;
		if (next.f.amiss)
			go(&next);
	}
}

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

static void go(const struct walk *before)
{
	struct walk w = *before;
	enum option_step step;

	w.f.socket = &w.socket;
	step = option_get(&w.f);
	if (step >= STEP_PASS) {
		ends_well(&w, step);
		return;
	}
	acts_well(&w, step);
	assert_false(w.steps >> step & 1);
	w.steps |= 1U << step;
	if (step == STEP_CALL) {
		call(&w);
	} else if (step == STEP_REMEMBER) {
		w.f.remembered = true;
		go(&w);
	} else {
		look(&w, step);
	}
}

/* Births and what the process knows: a bit each. */
static void every_walk(void **state)
{
	unsigned int births, rest;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		for (births = 0; births < 1U << COUNT(bits); births++) {
			for (rest = 0; rest < 4; rest++) {
				const struct walk w = {
					.socket.word = word_of(births),
					.f = {.traits = rows[i].traits,
					      .level = rows[i].level,
					      .shown = rest & 1,
					      .minus_ever = rest & 2},
				};

				go(&w);
			}
		}
	}
	assert_true(walks > 1000 && told > 100 && amended > 100);
}

/* What says nothing is passed on: a success costs no look. */
static void telling(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(option_telling(rows[i].traits, rows[i].level),
				 rows[i].level == LEVEL_IPV6 ||
					 rows[i].traits & ~TRAIT_OWN);
}

static enum option_step after(uint64_t traits, struct facts socket,
			      struct option_facts f)
{
	f.socket = &socket;
	f.traits = traits;
	f.result = RESULT_TAKEN;
	f.amiss = true;
	return option_get(&f);
}

#define OURS                                                  \
	(struct facts)                                        \
	{                                                     \
		.protocol = PROTOCOL_mptcp, .native = FACT_no \
	}
#define NATIVE                                                 \
	(struct facts)                                         \
	{                                                      \
		.protocol = PROTOCOL_mptcp, .native = FACT_yes \
	}
#define WITH(...)             \
	(struct option_facts) \
	{                     \
		__VA_ARGS__   \
	}

static void amends(void **state)
{
	const uint64_t protocol = TRAIT_AMEND(PROTOCOL);
	const uint64_t lowat = TRAIT_AMEND(LOWAT);
	const uint64_t notsent = TRAIT_AMEND(NOTSENT);

	(void)state;
	assert_int_equal(after(protocol, OURS, WITH(0)), STEP_AMEND);
	assert_int_equal(after(protocol, NATIVE, WITH(0)), STEP_PASS);
	assert_int_equal(after(protocol, OURS, WITH(.shown = true)), STEP_PASS);
	/* Accepted ones are in no table, and the kernel need not be asked. */
	assert_int_equal(after(lowat, (struct facts){0}, WITH(0)), STEP_AMEND);
	assert_int_equal(after(notsent, (struct facts){0}, WITH(0)),
			 STEP_AMEND);
	assert_int_equal(after(notsent, OURS,
			       WITH(.minus_ever = true, .meant = FACT_yes)),
			 STEP_PASS);
	assert_int_equal(after(notsent, OURS,
			       WITH(.minus_ever = true, .meant = FACT_no)),
			 STEP_AMEND);
}

/* A dialer has its address from connect(), which sets nothing. */
static void v6only(void **state)
{
	const uint64_t traits = TRAIT_AMEND(V6ONLY);
	struct facts socket = OURS;

	(void)state;
	socket.word = ORIGIN_upgraded;
	socket.state = STATE_listening;
	assert_int_equal(after(traits, socket, WITH(.bound = FACT_yes)),
			 STEP_AMEND);
	socket.state = STATE_other;
	assert_int_equal(after(traits, socket, WITH(.bound = FACT_yes)),
			 STEP_LOOK_KNOWN);
	assert_int_equal(after(traits, socket,
			       WITH(.bound = FACT_yes, .known = FACT_yes)),
			 STEP_AMEND);
	assert_int_equal(after(traits, socket,
			       WITH(.bound = FACT_yes, .known = FACT_no)),
			 STEP_PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_walk),
		cmocka_unit_test(telling),
		cmocka_unit_test(amends),
		cmocka_unit_test(v6only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
