// SPDX-License-Identifier: MIT
/*
 * The way of a setsockopt() and of a getsockopt(). Each function below returns
 * a step; one that looks, or acts, is followed by the same question, with one
 * fact more. So each is asked for once at most, and in an order in which a
 * sandbox's filter is not met by questions that nobody needs.
 */
#include "option.h"

static bool beside(const struct option_facts *f)
{
	return f->traits & TRAIT_BESIDE;
}

/* Births know it as MPTCP for our sake, and it has not dialed. */
static bool undialed(const struct option_facts *f)
{
	return (f->socket->word & (ORIGIN_MPTCP | HISTORY_dialed)) ==
	       ORIGIN_MPTCP;
}

/* It can't be read back, or a replace knows nothing of it. */
static bool uncarried(const struct option_facts *f)
{
	return f->level != LEVEL_OTHER &&
	       !(f->traits & (TRAIT_CARRIED | TRAIT_HINT));
}

enum option_step option_ours(const struct option_facts *f)
{
	if (f->socket->protocol == PROTOCOL_unasked)
		return STEP_LOOK_MPTCP;
	if (f->socket->protocol != PROTOCOL_mptcp)
		return STEP_PASS;
	if (f->socket->native == FACT_unasked)
		return STEP_LOOK_NATIVE;
	return f->socket->native == FACT_yes ? STEP_PASS : STEP_YES;
}

/* A connection stays what it is. */
static enum option_step connected(const struct option_facts *f)
{
	if (f->said == SAID_NO)
		return STEP_NO;
	return f->said == SAID_YES && f->traits & TRAIT_GRANTED ? STEP_YES
								: STEP_PASS;
}

/*
 * MPTCP is not to have the last word: TCP is asked first, so that a bad value
 * gives exactly the error that TCP gives, and nothing is replaced because of
 * it. STEP_PASS: it stays MPTCP, and the option is missed.
 */
static enum option_step as_tcp(const struct option_facts *f)
{
	if (f->traits & TRAIT_REUSE && f->whole)
		return STEP_YES;
	if (f->socket->state == STATE_unasked)
		return STEP_LOOK_STATE;
	if (f->said == SAID_UNKNOWN)
		return STEP_ASK;
	if (f->said == SAID_NOTHING)
		return STEP_PASS;
	if (f->said == SAID_SO ||
	    (f->said == SAID_YES && f->traits & TRAIT_HINT))
		return STEP_YES;
	if (!option_unconnected(f))
		return connected(f);
	if (f->said != SAID_YES)
		return STEP_NO;
	return f->back == FACT_unasked ? STEP_BACK : STEP_PASS;
}

/*
 * Would MPTCP's yes be worth nothing, on a socket that can become TCP? Births
 * know which calls need a look; but the number may be another's by now.
 */
static enum option_step hollow(const struct option_facts *f)
{
	const bool role = option_known(f, HISTORY_listened | HISTORY_port);
	enum option_step step;

	if (!undialed(f) || f->level == LEVEL_OTHER)
		return STEP_PASS;
	if (!(f->traits & TRAIT_CARRIED) || f->traits & TRAIT_DROPPED ||
	    (role && beside(f)))
		return option_ours(f);
	/* MPTCP sets them on an IPv4 socket, where TCP knows none. */
	if (f->level != LEVEL_IPV6 || !option_known(f, REMEMBERED_v4))
		return STEP_PASS;
	step = option_ours(f);
	if (step != STEP_YES)
		return step;
	if (f->family4 == FACT_unasked)
		return STEP_LOOK_FAMILY;
	return f->family4 == FACT_yes ? STEP_YES : STEP_PASS;
}

/*
 * It stays MPTCP. Who listens, or is going to, most likely (at a port of its
 * own), is not to be told a yes that is none: accept() would block for ever,
 * with SO_RCVTIMEO. Where TCP could not be asked the socket itself is tried.
 */
static enum option_step stays(const struct option_facts *f)
{
	if (!beside(f) || !(f->socket->state == STATE_listening ||
			    (f->socket->state == STATE_closed &&
			     option_known(f, HISTORY_port))))
		return STEP_CALL;
	if (f->said != SAID_NOTHING)
		return STEP_IGNORE;
	if (f->heeds == FACT_unasked)
		return STEP_TRY;
	return f->heeds == FACT_yes ? STEP_CALL : STEP_IGNORE;
}

/* The call is to come. */
static enum option_step before_call(const struct option_facts *f, bool *missed)
{
	enum option_step step = hollow(f);

	if (step == STEP_PASS)
		return STEP_CALL;
	if (step == STEP_YES)
		step = as_tcp(f);
	*missed = step == STEP_PASS;
	if (step == STEP_PASS)
		return stays(f);
	/* Should MPTCP refuse it, that is the answer. */
	return step == STEP_YES ? STEP_CALL : step;
}

/* MPTCP's yes was worth nothing. STEP_PASS: it can't be helped. */
static enum option_step worthless(const struct option_facts *f, bool *missed)
{
	const enum option_step step = as_tcp(f);

	if (step == STEP_YES)
		return STEP_PASS;
	*missed = step == STEP_PASS;
	if (step != STEP_PASS || !(f->traits & TRAIT_CARRIED))
		return step;
	return f->undone ? STEP_IGNORE : STEP_UNDO;
}

/*
 * An option that can't be read back, on a socket that may still be replaced:
 * never again then. But if it is MPTCP under a number of which nothing is
 * known, it goes back to TCP as it would have under its own.
 */
static enum option_step unreadable(const struct option_facts *f, bool *missed)
{
	enum option_step step = STEP_PASS;

	/* The kernel is asked, as the number may have been another's before. */
	if (!option_known(f, ORIGIN_OURS) && f->tcp == FACT_unasked)
		return STEP_LOOK_TCP;
	if (!option_known(f, ORIGIN_OURS) && f->tcp == FACT_no)
		return STEP_PASS;
	if (f->socket->state == STATE_unasked)
		return STEP_LOOK_STATE;
	if (!option_unconnected(f))
		return STEP_PASS;
	if (!option_known(f, ORIGIN_MPTCP))
		step = option_ours(f);
	if (step == STEP_YES)
		step = worthless(f, missed);
	return step == STEP_PASS ? STEP_PIN : step;
}

/* It took a value that TCP refuses, perhaps. */
static enum option_step doubtful(const struct option_facts *f)
{
	const enum option_step step = option_ours(f);

	if (step != STEP_YES)
		return step;
	if (f->said == SAID_UNKNOWN)
		return STEP_ASK;
	if (f->said != SAID_NO && f->said != SAID_UNCONNECTED)
		return STEP_PASS;
	/* Where each value is tried it is as it was. */
	return f->undone || f->traits & TRAIT_TRIED ? STEP_NO : STEP_UNDO;
}

/*
 * Under a number of which something else is known, or nothing (hollow() has
 * looked at the others): a duplicate of a listener of ours, or one that was
 * inherited or received? Or what is going to be one?
 */
static enum option_step unheard(const struct option_facts *f, bool *missed)
{
	enum option_step step;

	if ((undialed(f) && option_known(f, HISTORY_listened)) || !beside(f))
		return STEP_PASS;
	step = option_ours(f);
	if (step != STEP_YES)
		return step;
	if (f->socket->state == STATE_unasked)
		return STEP_LOOK_STATE;
	if (f->socket->state == STATE_listening)
		return worthless(f, missed);
	if (f->socket->state == STATE_other || option_known(f, ORIGIN_MPTCP))
		return STEP_PASS;
	if (f->handed == FACT_unasked)
		return STEP_LOOK_HANDED;
	return f->handed == FACT_yes ? worthless(f, missed) : STEP_PASS;
}

static enum option_step taken(const struct option_facts *f, bool *missed)
{
	const bool doubt = f->outside || f->traits & TRAIT_TRIED;
	enum option_step step;

	if (option_plain(f->traits, f->level) && !doubt)
		return STEP_PASS;
	if (f->minus && !f->remembered) {
		step = option_ours(f);
		if (step == STEP_YES)
			return STEP_REMEMBER;
		if (step != STEP_PASS)
			return step;
	}
	if (uncarried(f))
		return unreadable(f, missed);
	if (undialed(f) && doubt)
		return doubtful(f);
	return unheard(f, missed);
}

/*
 * Of a length TCP may think otherwise, or say EFAULT first. And what was to be
 * set before bind() a connection of MPTCP refuses so, though TCP does not mind
 * (net/mptcp/sockopt.c, __mptcp_nmpc_sk()).
 */
static enum option_step invalid(const struct option_facts *f)
{
	enum option_step step;

	if (f->level == LEVEL_TCP || f->level == LEVEL_OTHER)
		return STEP_PASS;
	/* That alone tells that it is MPTCP: a sandbox may bar the question. */
	if (f->traits & TRAIT_REUSE && f->whole) {
		if (f->socket->native == FACT_unasked)
			return STEP_LOOK_NATIVE;
		return f->socket->native == FACT_yes ? STEP_PASS : STEP_YES;
	}
	step = option_ours(f);
	if (step != STEP_YES)
		return step;
	if (f->socket->state == STATE_unasked)
		return STEP_LOOK_STATE;
	if (option_unconnected(f))
		return f->level == LEVEL_SOCKET ? STEP_YES : STEP_PASS;
	return f->traits & TRAIT_UNBOUND ? STEP_PASS : STEP_YES;
}

/* Did it fail because the socket is MPTCP, for our sake? */
static enum option_step failed(const struct option_facts *f, bool *missed)
{
	enum option_step step = STEP_PASS;

	if (f->result == RESULT_REFUSED)
		step = option_ours(f);
	else if (f->result == RESULT_INVALID)
		step = invalid(f);
	if (step != STEP_YES)
		return step;
	step = as_tcp(f);
	*missed = step == STEP_PASS;
	return step;
}

/* It is TCP now. */
static enum option_step gone_back(const struct option_facts *f)
{
	if (f->result == RESULT_UNKNOWN)
		return STEP_CALL;
	if (f->before == RESULT_TAKEN && !f->repeated)
		return STEP_REPEAT;
	if (f->before > RESULT_TAKEN || f->result != RESULT_TAKEN)
		return STEP_PASS;
	return uncarried(f) ? STEP_PIN : STEP_PASS;
}

struct option_plan option_set(const struct option_facts *f)
{
	struct option_plan plan = {.missed = false};

	if (f->back == FACT_yes)
		plan.step = gone_back(f);
	else if (f->result == RESULT_UNKNOWN)
		plan.step = before_call(f, &plan.missed);
	else if (f->result == RESULT_TAKEN)
		plan.step = taken(f, &plan.missed);
	else
		plan.step = failed(f, &plan.missed);
	return plan;
}
