// SPDX-License-Identifier: MIT
/*
 * What goes back to TCP, for the sake of an option or because it is about to be
 * shared; and whether this process may put another socket in its place.
 */
#include "part.h"

void plan_failed(struct plan *p, int err, enum reason reason)
{
	p->reason = REASON_none;
	if (p->act != ACT_to_mptcp) {
		p->outcome = OUTCOME_upgraded;
	} else if (err) {
		p->outcome = OUTCOME_refused;
		p->err = (unsigned int)err & 0xffff;
	} else {
		p->outcome = OUTCOME_declined;
		p->reason = reason;
	}
}

struct plan plan_settle(const struct facts *f, struct want listener,
			enum reason reason)
{
	enum ask ask;

	if (!plan_settle_matters(f->word))
		return part_pass();
	if (!f->state)
		return part_ask(ASK_state);
	if (f->state != STATE_closed)
		return part_pass();
	ask = part_ask_ours(f, ASK_protocol);
	if (ask || !part_ours(f))
		return part_ask(ask);
	/* After all it may be this process's alone, and listen. */
	return part_to_tcp_uncounted(listener.mptcp ? plan_counted(OUTCOME_kept)
						    : part_declined(reason));
}

struct plan plan_retreat(const struct facts *f)
{
	struct plan p;
	enum ask ask;

	if (!f->state)
		return part_ask(ASK_state);
	/*
	 * The number may be a duplicate's, of which nothing is known; what has
	 * dialed was another socket, if this one listens.
	 */
	if (f->state != STATE_listening &&
	    (f->state != STATE_closed || part_dialed(f)))
		return part_pass();
	ask = part_ask_ours(f, ASK_protocol);
	if (ask || !part_ours(f))
		return part_ask(ask);
	p = part_to_tcp_uncounted(part_declined(REASON_option));
	if (f->state == STATE_listening)
		p.act = ACT_listener_to_tcp;
	return p;
}

enum reason plan_alone(const struct holders *h)
{
	if (h->pin)
		return h->pin;
	if (!h->known)
		return REASON_foreign;
	if (h->told)
		return REASON_cookie;
	/* Nobody can have bound it yet: whoever has it binds it anew. */
	if (h->idle)
		return REASON_none;
	if (h->sent)
		return REASON_sent;
	return h->forked ? REASON_fork : REASON_none;
}
