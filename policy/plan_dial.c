// SPDX-License-Identifier: MIT
/*
 * What dials, and what bind() gives an address to.
 */
#include "part.h"

struct plan plan_dial(const struct facts *f)
{
	if (!f->protocol)
		return part_ask(ASK_protocol);
	if (f->protocol == PROTOCOL_tcp)
		return part_recall(f->word);
	if (f->protocol != PROTOCOL_mptcp)
		return part_pass();
	if (!f->native)
		return part_ask(ASK_native);
	if (f->native == FACT_yes)
		return plan_counted(OUTCOME_native);
	/*
	 * An MPTCP socket tells its addresses without their scope
	 * (net/mptcp/protocol.c, mptcp_copy_inaddrs): a link-local one names
	 * nobody then. Not even its own can be asked for afterwards, so it goes
	 * back to TCP before it has one.
	 */
	if (f->word & (REMEMBERED_v4 | HISTORY_dialed))
		return plan_counted(OUTCOME_upgraded);
	if (!f->local)
		return part_ask(ASK_local);
	return f->local == FACT_yes ? part_to_tcp(part_declined(REASON_scope))
				    : plan_counted(OUTCOME_upgraded);
}

/* The default of net.ipv4.ip_unprivileged_port_start. */
#define UNPRIVILEGED 1024

/*
 * Who names a port is going to listen, most likely: to an option that a
 * listener of MPTCP would not keep, or that MPTCP does not know, it might not
 * be able to go back any more. The right to bind to a privileged port, some
 * have for this call alone (FRRouting).
 */
static struct plan bind_reason(const struct facts *f, enum reason *reason)
{
	*reason = REASON_none;
	if (!(f->word & REMEMBERED_v4) && f->local == FACT_yes) {
		*reason = REASON_scope;
	} else if (f->port && f->word & REMEMBERED_beside) {
		if (!f->keeps)
			return part_ask(ASK_keeps);
		if (f->keeps == FACT_no)
			*reason = REASON_option;
	}
	if (!*reason && f->port && f->port < UNPRIVILEGED)
		*reason = REASON_bind;
	return part_pass();
}

struct plan plan_bind(const struct facts *f)
{
	enum reason reason;
	struct plan p;
	enum ask ask;

	if (!plan_bind_matters(f->word))
		return part_pass();
	p = bind_reason(f, &reason);
	if (!reason)
		return p;
	/* The number may be another kind's by now. */
	ask = part_ask_ours(f, ASK_mptcp);
	if (ask || !part_ours(f))
		return part_ask(ask);
	return part_to_tcp_uncounted(part_declined(reason));
}
