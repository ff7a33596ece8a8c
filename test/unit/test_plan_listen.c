// SPDX-License-Identifier: MIT
/*
 * What becomes of a socket at listen(): the plan is made step by step, and held
 * against the first row of the table that fits. Run by ctest.
 */
#include "plan_world.h"

/*
 * listen(). dialed, listened: its history. want: MPTCP. Answers: native, would
 * the kernel refuse, would it listen, are its options kept.
 */
static const struct listen_row {
	int protocol, state, origin, dialed, listened, want;
	int native, refuses, listens, keeps;
	struct end end;
} listen_rows[] = {
	/* clang-format off */
	/* What is no TCP, and what can't listen any more. */
	{PROTOCOL_other, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, NOTHING},
	{ANY, STATE_listening, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, NOTHING},
	{ANY, STATE_other, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, NOTHING},
	/* TCP, and it is to be. */
	{PROTOCOL_tcp, ANY, ANY, ANY, ANY, 0, ANY, ANY, ANY, ANY,
	 COUNTED(kept)},
	/* It is to be MPTCP: not what was a dialer, or went back before. */
	{PROTOCOL_tcp, ANY, ANY, 1, ANY, 1, ANY, ANY, ANY, ANY,
	 DECLINED(dialed)},
	{PROTOCOL_tcp, ANY, ORIGIN_declined, ANY, ANY, 1, ANY, ANY, ANY, ANY,
	 DECLINED(scope)},
	{PROTOCOL_tcp, ANY, ANY, ANY, ANY, 1, ANY, FACT_yes, ANY, ANY,
	 COUNTED(refused)},
	{PROTOCOL_tcp, ANY, ANY, ANY, ANY, 1, ANY, FACT_no, ANY, ANY,
	 {ACT_to_mptcp, 1, OUTCOME_upgraded, REASON_none}},
	/* MPTCP: the program's own, */
	{PROTOCOL_mptcp, ANY, ANY, ANY, ANY, ANY, FACT_yes, ANY, ANY, ANY,
	 COUNTED(native)},
	/* a dialer's, that could not listen as TCP either, */
	{PROTOCOL_mptcp, ANY, ANY, 1, ANY, ANY, FACT_no, ANY, FACT_no, ANY,
	 NOTHING},
	/* and ours, that is to be TCP, or can't be kept. */
	{PROTOCOL_mptcp, ANY, ANY, ANY, ANY, 0, FACT_no, ANY, ANY, ANY,
	 {ACT_to_tcp, 1, OUTCOME_kept, REASON_none}},
	{PROTOCOL_mptcp, ANY, ANY, 1, ANY, 1, FACT_no, ANY, FACT_yes, ANY,
	 {ACT_to_tcp, 1, OUTCOME_declined, REASON_dialed}},
	{PROTOCOL_mptcp, ANY, ANY, 0, ANY, 1, FACT_no, ANY, ANY, FACT_no,
	 {ACT_to_tcp, 1, OUTCOME_declined, REASON_option}},
	{PROTOCOL_mptcp, ANY, ANY, 0, ANY, 1, FACT_no, ANY, ANY, FACT_yes,
	 COUNTED(upgraded)},
	/* clang-format on */
};

static struct plan made_listen(struct world *w, struct want want,
			       struct want born)
{
	struct facts f = {.word = w->is.word};
	struct plan p;

	w->asked = 0;
	while ((p = plan_listen(&f, want, born)).ask)
		answer(w, &f, p.ask);
	return p;
}

static void hold_listen(struct world *w, enum origin origin, int want, int born)
{
	const bool dialed = w->is.word & HISTORY_dialed;
	const bool listened = w->is.word & HISTORY_listened;
	const bool chosen = w->is.word & HISTORY_chosen;
	const struct plan p = made_listen(w, (struct want){want, false},
					  (struct want){born, false});
	const bool looked =
		w->is.protocol != PROTOCOL_other && w->is.state == STATE_closed;
	struct end end;
	size_t i;

	for (i = 0; i < COUNT(listen_rows); i++) {
		const struct listen_row *r = &listen_rows[i];

		if (fits(r->protocol, w->is.protocol) &&
		    fits(r->state, w->is.state) && fits(r->origin, origin) &&
		    fits(r->dialed, dialed) && fits(r->listened, listened) &&
		    fits(r->want, want) && fits(r->native, w->is.native) &&
		    fits(r->refuses, w->is.refuses) &&
		    fits(r->listens, w->is.listens) &&
		    fits(r->keeps, w->is.keeps))
			break;
	}
	assert_true(i < COUNT(listen_rows));
	end = listen_rows[i].end;
	/* Counted once; and what listens again is asked whether it is it. */
	if (listened)
		end.counts = 0;
	same(p, &end, (int)i);
	assert_int_equal(w->asked >> ASK_same & 1, listened && looked);
	/* It gets another port where TCP would have got one. */
	assert_int_equal(p.anew,
			 listened && looked && chosen &&
				 (w->is.protocol == PROTOCOL_mptcp) != born);
}

static void each_want(struct world *w, enum origin origin)
{
	int wants;

	for (wants = 0; wants < 4; wants++)
		hold_listen(w, origin, wants & 1, wants >> 1);
}

static void listens(void **state)
{
	(void)state;
	each_world(each_want);
}

/* What went back before it named a port: nothing is lost by another try. */
static void listens_after_bind(void **state)
{
	struct world w = {
		.is = {.word = ORIGIN_declined | FACTS_DETAIL(REASON_bind),
		       .protocol = PROTOCOL_tcp,
		       .state = STATE_closed,
		       .refuses = FACT_no}};
	struct plan p = made_listen(&w, (struct want){true, false},
				    (struct want){true, false});

	(void)state;
	assert_int_equal(p.act, ACT_to_mptcp);
	assert_int_equal(p.outcome, OUTCOME_upgraded);
}

/* A number that listened as another socket: the word is that one's. */
static void listens_as_another(void **state)
{
	struct world w = {.is = {.word = 0,
				 .protocol = PROTOCOL_tcp,
				 .state = STATE_closed,
				 .refuses = FACT_no}};
	struct facts f = {.word = ORIGIN_upgraded | HISTORY_listened |
				  HISTORY_chosen};
	struct plan p;

	(void)state;
	while ((p = plan_listen(&f, (struct want){true, false},
				(struct want){true, false}))
		       .ask)
		answer(&w, &f, p.ask);
	assert_true(p.counts);
	assert_false(p.anew);
	assert_int_equal(p.act, ACT_to_mptcp);
}

static void listens_off(void **state)
{
	size_t o, h;

	(void)state;
	for (o = 0; o < COUNT(origins); o++)
		for (h = 0; h < COUNT(histories); h++) {
			const uint32_t word = word_of(origins[o], histories[h]);
			const struct plan p = plan_listen_off(word);
			const bool born = origins[o] & ORIGIN_OURS;
			const bool native = origins[o] == ORIGIN_native;

			assert_int_equal(p.ask, ASK_nothing);
			assert_int_equal(p.act, ACT_nothing);
			assert_int_equal(p.counts, !(word & HISTORY_listened) &&
							   (born || native));
			if (p.counts)
				assert_int_equal(p.outcome,
						 native ? OUTCOME_native
							: OUTCOME_kept);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listens),
		cmocka_unit_test(listens_after_bind),
		cmocka_unit_test(listens_as_another),
		cmocka_unit_test(listens_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
