// SPDX-License-Identifier: MIT
/*
 * The way of a getsockopt(): option.h. Whose call succeeds on MPTCP is looked
 * at only where MPTCP is known to say otherwise than TCP.
 */
#include "option.h"

/* connection: does a new socket's answer stand for a connection's, too? */
static enum option_step tcp_tells(const struct option_facts *f, bool connection)
{
	const enum option_step step = option_ours(f);

	if (step != STEP_YES)
		return step;
	if (f->socket->state == STATE_unasked)
		return STEP_LOOK_STATE;
	if (!option_unconnected(f) && !connection)
		return STEP_PASS;
	if (f->said == SAID_UNKNOWN)
		return STEP_ASK;
	if (f->said == SAID_NOTHING ||
	    (!option_unconnected(f) && f->said == SAID_UNCONNECTED))
		return STEP_PASS;
	return STEP_TELL;
}

bool option_telling(uint64_t traits, enum option_level level)
{
	return level == LEVEL_IPV6 || TRAIT_AMEND_OF(traits) ||
	       traits & (TRAIT_INSTEAD | TRAIT_INSTEAD_LISTENING);
}

/* TCP is asked where MPTCP has an answer of its own. */
static enum option_step instead(const struct option_facts *f)
{
	bool by_tcp = f->traits & TRAIT_INSTEAD;
	enum option_step step;

	if (f->traits & TRAIT_INSTEAD_LISTENING)
		by_tcp = option_known(f, ORIGIN_MPTCP) &&
			 option_known(f, HISTORY_listened);
	if (f->level == LEVEL_IPV6 && option_known(f, ORIGIN_MPTCP) &&
	    option_known(f, REMEMBERED_v4)) {
		if (f->family4 == FACT_unasked)
			return STEP_LOOK_FAMILY;
		by_tcp = f->family4 == FACT_yes;
	}
	if (!by_tcp)
		return STEP_CALL;
	/* A connection that is asked for its subflows tells them. */
	step = tcp_tells(f, f->traits & TRAIT_INSTEAD_CONNECTED);
	return step == STEP_PASS ? STEP_CALL : step;
}

/*
 * What connections accepted from an MPTCP listener, those of plain TCP clients
 * too, have of its defaults (net/mptcp/sockopt.c, sync_socket_options()): they
 * do the same as TCP's, which never reads so unless it was set so.
 */
static enum option_step notsent_lowat(const struct option_facts *f)
{
	enum option_step step;

	if (!f->minus_ever)
		return STEP_AMEND;
	step = option_ours(f);
	if (step != STEP_YES)
		return step;
	if (f->meant == FACT_unasked)
		return STEP_LOOK_MEANT;
	return f->meant == FACT_yes ? STEP_PASS : STEP_AMEND;
}

/*
 * bind() to one IPv6 address sets IPV6_V6ONLY (net/ipv6/af_inet6.c,
 * __inet6_bind()); MPTCP does so on its subflow and does not tell. A
 * connection has an address without bind(), unless its socket is known.
 */
static enum option_step v6only(const struct option_facts *f)
{
	enum option_step step;

	if (!option_known(f, ORIGIN_MPTCP))
		return STEP_PASS;
	if (f->bound == FACT_unasked)
		return STEP_LOOK_BOUND;
	if (f->bound == FACT_no)
		return STEP_PASS;
	if (f->socket->state == STATE_unasked)
		return STEP_LOOK_STATE;
	if (f->socket->state == STATE_other && f->known == FACT_unasked)
		return STEP_LOOK_KNOWN;
	if (f->socket->state == STATE_other && f->known == FACT_no)
		return STEP_PASS;
	step = option_ours(f);
	return step == STEP_YES ? STEP_AMEND : step;
}

static enum option_step protocol(const struct option_facts *f)
{
	if (f->shown)
		return STEP_PASS;
	if (f->socket->native == FACT_unasked)
		return STEP_LOOK_NATIVE;
	return f->socket->native == FACT_yes ? STEP_PASS : STEP_AMEND;
}

/* What the program may have told others, a BPF map perhaps, is to stay. */
static enum option_step cookie(const struct option_facts *f)
{
	if (f->remembered || !option_known(f, ORIGIN_OURS) ||
	    option_known(f, ORIGIN_MPTCP | HISTORY_ACTED))
		return STEP_PASS;
	return STEP_REMEMBER;
}

static enum option_step as_told(const struct option_facts *f)
{
	if (TRAIT_AMEND_OF(f->traits) == AMEND_COOKIE)
		return cookie(f);
	if (!f->amiss)
		return STEP_PASS;
	switch (TRAIT_AMEND_OF(f->traits)) {
	case AMEND_PROTOCOL:
		return protocol(f);
	case AMEND_V6ONLY:
		return v6only(f);
	case AMEND_NOTSENT:
		return notsent_lowat(f);
	default:
		return STEP_AMEND;
	}
}

enum option_step option_get(const struct option_facts *f)
{
	if (f->result == RESULT_UNKNOWN)
		return instead(f);
	if (f->result == RESULT_TAKEN)
		return as_told(f);
	return f->result == RESULT_REFUSED
		       ? tcp_tells(f, !(f->traits & TRAIT_OWN))
		       : STEP_PASS;
}
