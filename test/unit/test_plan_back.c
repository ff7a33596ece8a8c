// SPDX-License-Identifier: MIT
/*
 * What is born as what, what goes back to TCP, and whose a socket is. Run by
 * ctest.
 */
#include "plan_world.h"

static void hold_settle(struct world *w, enum origin origin)
{
	const bool named = w->is.word & HISTORY_unsettled;
	const bool mine =
		(origin == ORIGIN_upgraded || origin == ORIGIN_foreign) &&
		named && !(w->is.word & HISTORY_ACTED);
	const bool goes = mine && w->is.state == STATE_closed &&
			  w->is.protocol == PROTOCOL_mptcp &&
			  w->is.native == FACT_no;
	int mptcp;

	assert_int_equal(plan_settle_matters(w->is.word), mine);
	for (mptcp = 0; mptcp < 2; mptcp++) {
		struct facts f = {.word = w->is.word};
		struct end end = NOTHING;
		struct plan p;

		w->asked = 0;
		while ((p = plan_settle(&f, (struct want){mptcp, false},
					REASON_fork))
			       .ask)
			answer(w, &f, p.ask);
		if (goes) {
			end.act = ACT_to_tcp;
			end.outcome = mptcp ? OUTCOME_kept : OUTCOME_declined;
			end.reason = mptcp ? REASON_none : REASON_fork;
		}
		same(p, &end, mptcp);
	}
}

static void settles(void **state)
{
	(void)state;
	each_world(hold_settle);
}

static void hold_retreat(struct world *w, enum origin origin)
{
	const bool listening = w->is.state == STATE_listening;
	const bool idle =
		w->is.state == STATE_closed && !(w->is.word & HISTORY_dialed);
	const bool ours =
		w->is.protocol == PROTOCOL_mptcp && w->is.native == FACT_no;
	struct facts f = {.word = w->is.word};
	struct end end = NOTHING;
	struct plan p;

	(void)origin;
	w->asked = 0;
	while ((p = plan_retreat(&f)).ask)
		answer(w, &f, p.ask);
	if (ours && (listening || idle)) {
		end.act = listening ? ACT_listener_to_tcp : ACT_to_tcp;
		end.outcome = OUTCOME_declined;
		end.reason = REASON_option;
	}
	same(p, &end, 0);
}

static void retreats(void **state)
{
	(void)state;
	each_world(hold_retreat);
}

static void failed_acts(void **state)
{
	struct plan p = {.act = ACT_to_mptcp,
			 .counts = true,
			 .outcome = OUTCOME_upgraded};

	(void)state;
	plan_failed(&p, 0, REASON_epoll);
	assert_int_equal(p.outcome, OUTCOME_declined);
	assert_int_equal(p.reason, REASON_epoll);
	/* The kernel's no comes before a reason of ours. */
	plan_failed(&p, ERRNO, REASON_descriptor);
	assert_int_equal(p.outcome, OUTCOME_refused);
	assert_int_equal(p.reason, REASON_none);
	assert_int_equal(p.err, ERRNO);
	/* What could not become TCP is MPTCP. */
	p = (struct plan){.act = ACT_to_tcp,
			  .outcome = OUTCOME_declined,
			  .reason = REASON_option};
	plan_failed(&p, 0, REASON_fork);
	assert_int_equal(p.outcome, OUTCOME_upgraded);
	assert_int_equal(p.reason, REASON_none);
}

/* Each bit of it alone would be enough; told by the first that is there. */
static void who_is_alone(void **state)
{
	int n;

	(void)state;
	for (n = 0; n < 64; n++) {
		const struct holders h = {
			.pin = n & 1 ? REASON_unreadable : REASON_none,
			.known = n >> 1 & 1,
			.told = n >> 2 & 1,
			.idle = n >> 3 & 1,
			.sent = n >> 4 & 1,
			.forked = n >> 5 & 1,
		};
		enum reason want = h.forked ? REASON_fork : REASON_none;

		if (h.sent)
			want = REASON_sent;
		if (h.idle)
			want = REASON_none;
		if (h.told)
			want = REASON_cookie;
		if (!h.known)
			want = REASON_foreign;
		if (h.pin)
			want = h.pin;
		assert_int_equal(plan_alone(&h), want);
	}
}

static void births(void **state)
{
	(void)state;
	assert_int_equal(plan_socket((struct want){false, false}), ORIGIN_kept);
	assert_int_equal(plan_socket((struct want){true, false}),
			 ORIGIN_upgraded);
	assert_int_equal(plan_socket_other(true), ORIGIN_native);
	assert_int_equal(plan_socket_other(false), ORIGIN_other);
}

/* The word: what stands beside each other in it must not meet. */
static void words(void **state)
{
	const unsigned int all =
		HISTORY_dials | HISTORY_dialed | HISTORY_listened |
		HISTORY_told | HISTORY_port | HISTORY_chosen |
		HISTORY_unsettled | REMEMBERED_v4 | REMEMBERED_beside;
	size_t o;

	(void)state;
	assert_int_equal(all & ORIGIN_BITS, 0);
	assert_int_equal((all | ORIGIN_BITS) & ~FACTS_LOW, 0);
	for (o = 0; o < COUNT(origins); o++) {
		const uint32_t word =
			(uint32_t)origins[o] | all | FACTS_DETAIL(ERRNO);

		assert_int_equal(facts_origin(word), origins[o]);
		assert_int_equal(facts_detail(word), ERRNO);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),       cmocka_unit_test(births),
		cmocka_unit_test(settles),     cmocka_unit_test(retreats),
		cmocka_unit_test(failed_acts), cmocka_unit_test(who_is_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
