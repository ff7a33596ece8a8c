// SPDX-License-Identifier: MIT
/*
 * What turns out to be a listener. One asks in the order of what it costs:
 * nothing first, and no more than the decision hangs on.
 */
#include "part.h"

static struct plan listen_from_tcp(const struct facts *f, struct want want)
{
	struct plan p;

	if (!want.mptcp)
		return plan_counted(OUTCOME_kept);
	if (part_dialed(f))
		return part_declined(REASON_dialed);
	/* Before it was bound it went back at no loss: see plan_bind(). */
	if (facts_origin(f->word) == ORIGIN_declined &&
	    facts_detail(f->word) != REASON_bind)
		return part_recall(f->word);
	if (!f->refuses)
		return part_ask(ASK_refuses);
	if (f->refuses == FACT_yes)
		return part_refused(f->err);
	p = plan_counted(OUTCOME_upgraded);
	p.act = ACT_to_mptcp;
	return p;
}

static struct plan listen_from_mptcp(const struct facts *f, struct want want)
{
	if (!f->native)
		return part_ask(ASK_native);
	if (f->native == FACT_yes)
		return plan_counted(OUTCOME_native);
	/*
	 * After connect() the kernel may refuse to listen (EINVAL: how that
	 * went was not asked yet). A new socket would not, so the old one is
	 * tried.
	 */
	if (part_dialed(f) && !f->listens)
		return part_ask(ASK_listens);
	if (part_dialed(f) && f->listens == FACT_no)
		return part_pass();
	if (!want.mptcp)
		return part_to_tcp(plan_counted(OUTCOME_kept));
	if (part_dialed(f))
		return part_to_tcp(part_declined(REASON_dialed));
	if (!f->keeps)
		return part_ask(ASK_keeps);
	if (f->keeps == FACT_no)
		return part_to_tcp(part_declined(REASON_option));
	return plan_counted(OUTCOME_upgraded);
}

/*
 * Shut down, it listens again. TCP takes another port then if it was the kernel
 * that chose the first (net/ipv4/inet_connection_sock.c); but a socket that
 * took another's place was bound to the port by its number, and keeps it.
 */
static bool has_lost_port(const struct facts *f, struct want born)
{
	const enum protocol made = born.mptcp ? PROTOCOL_mptcp : PROTOCOL_tcp;

	return f->protocol != made && f->word & HISTORY_chosen;
}

struct plan plan_listen(const struct facts *f, struct want want,
			struct want born)
{
	struct plan p;
	bool again;

	if (!f->protocol)
		return part_ask(ASK_protocol);
	if (!part_tcp_kind(f->protocol))
		return part_pass();
	if (!f->state)
		return part_ask(ASK_state);
	/* Not a second listen(), nor one that can only fail. */
	if (f->state != STATE_closed)
		return part_pass();
	if (f->word & HISTORY_listened && !f->same)
		return part_ask(ASK_same);
	p = f->protocol == PROTOCOL_tcp ? listen_from_tcp(f, want)
					: listen_from_mptcp(f, want);
	again = f->word & HISTORY_listened;
	p.anew = again && has_lost_port(f, born);
	p.counts = p.counts && !again;
	return p;
}

struct plan plan_listen_off(uint32_t word)
{
	const enum origin origin = facts_origin(word);

	if (word & HISTORY_listened)
		return part_pass();
	if (origin == ORIGIN_native)
		return plan_counted(OUTCOME_native);
	return word & ORIGIN_OURS ? plan_counted(OUTCOME_kept) : part_pass();
}
