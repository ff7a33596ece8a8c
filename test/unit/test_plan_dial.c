// SPDX-License-Identifier: MIT
/*
 * What becomes of a socket at connect() and at bind(), as by the tables. Run by
 * ctest.
 */
#include "plan_world.h"

/* connect() where dialers are to be MPTCP; before that, does it count? */
static const struct dial_row {
	int protocol, origin, dialed, v4, native, local;
	struct end end;
} dial_rows[] = {
	/* clang-format off */
	{PROTOCOL_other, ANY, ANY, ANY, ANY, ANY, NOTHING},
	{PROTOCOL_tcp, ORIGIN_refused, ANY, ANY, ANY, ANY, COUNTED(refused)},
	{PROTOCOL_tcp, ORIGIN_declined, ANY, ANY, ANY, ANY, DECLINED(scope)},
	{PROTOCOL_tcp, ANY, ANY, ANY, ANY, ANY, DECLINED(foreign)},
	{PROTOCOL_mptcp, ANY, ANY, ANY, FACT_yes, ANY, COUNTED(native)},
	{PROTOCOL_mptcp, ANY, 1, ANY, FACT_no, ANY, COUNTED(upgraded)},
	{PROTOCOL_mptcp, ANY, ANY, 1, FACT_no, ANY, COUNTED(upgraded)},
	{PROTOCOL_mptcp, ANY, 0, 0, FACT_no, FACT_yes,
	 {ACT_to_tcp, 1, OUTCOME_declined, REASON_scope}},
	{PROTOCOL_mptcp, ANY, 0, 0, FACT_no, FACT_no, COUNTED(upgraded)},
	/* clang-format on */
};

static void hold_dial(struct world *w, enum origin origin)
{
	const bool dialed = w->is.word & HISTORY_dialed;
	int v4;

	if (!plan_dial_counts(w->is.word))
		return;
	for (v4 = 0; v4 < 2; v4++) {
		struct facts f = {.word = w->is.word |
					  (v4 ? REMEMBERED_v4 : 0)};
		struct plan p;
		size_t i;

		w->asked = 0;
		while ((p = plan_dial(&f)).ask)
			answer(w, &f, p.ask);
		for (i = 0; i < COUNT(dial_rows); i++) {
			const struct dial_row *r = &dial_rows[i];

			if (fits(r->protocol, w->is.protocol) &&
			    fits(r->origin, origin) &&
			    fits(r->dialed, dialed) && fits(r->v4, v4) &&
			    fits(r->native, w->is.native) &&
			    fits(r->local, w->is.local))
				break;
		}
		assert_true(i < COUNT(dial_rows));
		same(p, &dial_rows[i].end, (int)i);
	}
}

static void dials(void **state)
{
	(void)state;
	each_world(hold_dial);
}

static void dials_count(void **state)
{
	size_t o, h;

	(void)state;
	for (o = 0; o < COUNT(origins); o++)
		for (h = 0; h < COUNT(histories); h++) {
			const uint32_t word = word_of(origins[o], histories[h]);
			const bool ours = origins[o] & ORIGIN_OURS ||
					  origins[o] == ORIGIN_native;
			const bool now =
				word & HISTORY_dials || word & HISTORY_listened;

			assert_int_equal(plan_dial_counts(word), ours && !now);
		}
}

static void dials_as_born(void **state)
{
	(void)state;
	assert_int_equal(plan_dial_as_born(ORIGIN_native), OUTCOME_native);
	assert_int_equal(plan_dial_as_born(ORIGIN_upgraded), OUTCOME_upgraded);
	assert_int_equal(plan_dial_as_born(ORIGIN_kept), OUTCOME_kept);
	assert_int_equal(plan_dial_as_born(word_of(ORIGIN_refused, 0)),
			 OUTCOME_kept);
	assert_int_equal(plan_dial_as_born(word_of(ORIGIN_declined, 0)),
			 OUTCOME_kept);
}

/* bind() of a socket that is MPTCP because of us. */
static const struct bind_row {
	int port, local, v4, beside, keeps;
	int reason;
} bind_rows[] = {
	/* clang-format off */
	{ANY,  FACT_yes, 0,   ANY, ANY,      REASON_scope},
	{0,    ANY,      ANY, ANY, ANY,      REASON_none},
	{ANY,  ANY,      ANY, 1,   FACT_no,  REASON_option},
	{1,    ANY,      ANY, ANY, ANY,      REASON_bind},
	{1023, ANY,      ANY, ANY, ANY,      REASON_bind},
	{1024, ANY,      ANY, ANY, ANY,      REASON_none},
	{8080, ANY,      ANY, ANY, ANY,      REASON_none},
	/* clang-format on */
};

static const int ports[] = {0, 1, 1023, 1024, 8080};

static void hold_bind_row(struct world *w, int port, int v4, int beside)
{
	struct facts f = {.word = w->is.word | (v4 ? REMEMBERED_v4 : 0) |
				  (beside ? REMEMBERED_beside : 0),
			  .local = w->is.local,
			  .port = (uint16_t)port};
	struct end end = NOTHING;
	struct plan p;
	size_t i;

	w->asked = 0;
	while ((p = plan_bind(&f)).ask)
		answer(w, &f, p.ask);
	for (i = 0; i < COUNT(bind_rows); i++) {
		const struct bind_row *r = &bind_rows[i];

		if (fits(r->port, port) && fits(r->local, w->is.local) &&
		    fits(r->v4, v4) && fits(r->beside, beside) &&
		    fits(r->keeps, w->is.keeps))
			break;
	}
	assert_true(i < COUNT(bind_rows));
	if (plan_bind_matters(w->is.word) && bind_rows[i].reason &&
	    w->is.protocol == PROTOCOL_mptcp && w->is.native == FACT_no) {
		end.act = ACT_to_tcp;
		end.outcome = OUTCOME_declined;
		end.reason = bind_rows[i].reason;
	}
	same(p, &end, (int)i);
	/* Of one that has its address nothing is asked. */
	if (!plan_bind_matters(w->is.word))
		assert_int_equal(w->asked, 0);
}

static void hold_bind(struct world *w, enum origin origin)
{
	const bool fresh =
		!(w->is.word & (HISTORY_ACTED | HISTORY_port | HISTORY_chosen));
	size_t i;
	int n;

	assert_int_equal(plan_bind_matters(w->is.word),
			 fresh && (origin == ORIGIN_upgraded ||
				   origin == ORIGIN_foreign));
	for (i = 0; i < COUNT(ports); i++)
		for (n = 0; n < 4; n++)
			hold_bind_row(w, ports[i], n & 1, n >> 1);
}

static void binds(void **state)
{
	(void)state;
	each_world(hold_bind);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dials),
		cmocka_unit_test(dials_count),
		cmocka_unit_test(dials_as_born),
		cmocka_unit_test(binds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
