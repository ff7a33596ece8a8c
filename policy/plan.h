/* SPDX-License-Identifier: MIT */
/*
 * From what is known of a socket to what is to be done about it: for each call
 * that may change it, or that counts it, one function of facts. It may say that
 * it has to know more first; whoever asks for the plan finds that out, and asks
 * for the plan again. Pure.
 */
#ifndef POLICY_PLAN_H
#define POLICY_PLAN_H

#include "facts.h"
#include "verdict.h"

/* What a plan needs to know, of struct facts. */
enum ask {
	ASK_nothing, /* it is complete */
	ASK_protocol,
	ASK_mptcp, /* the same, where a sandbox may bar questions */
	ASK_state,
	ASK_same,
	ASK_native,
	ASK_refuses,
	ASK_listens,
	ASK_keeps,
	ASK_local,
};

enum act {
	ACT_nothing,
	ACT_to_mptcp,
	ACT_to_tcp,
	ACT_listener_to_tcp, /* and it listens already */
};

/* Small, as connect() is to cost nothing: it fits into a register. */
struct plan {
	enum ask ask : 8;
	enum act act : 8;
	bool anew : 1; /* first one of its protocol that has no port */
	bool counts : 1;
	/* What becomes of the socket, if the act succeeds; else plan_failed().
	 */
	enum outcome outcome : 8;
	enum reason reason : 8;
	unsigned int err : 16;
};

/* Nothing to do. */
static inline struct plan plan_counted(enum outcome outcome)
{
	return (struct plan){.counts = true, .outcome = outcome};
}

/*
 * The act could not be done; why: an errno with which the kernel refused, or a
 * reason. To go back to TCP fails for no reason that counts: then it is as
 * native MPTCP would be.
 */
void plan_failed(struct plan *p, int err, enum reason reason);

/* What socket() is to make of TCP; ORIGIN_upgraded, unless the kernel refuses.
 */
static inline enum origin plan_socket(struct want dialer)
{
	return dialer.mptcp ? ORIGIN_upgraded : ORIGIN_kept;
}

/* ... and of all else, that the program asks for MPTCP for itself among it. */
static inline enum origin plan_socket_other(bool mptcp)
{
	return mptcp ? ORIGIN_native : ORIGIN_other;
}

/* listen(). born: what socket() makes (the dialer's want). */
struct plan plan_listen(const struct facts *f, struct want want,
			struct want born);

/* Where neither role is ever MPTCP: births tell all that is to be counted. */
struct plan plan_listen_off(uint32_t word);

/*
 * connect(), and what dials with its first bytes. Does it count at all? Then
 * by its birth alone where dialers are to be TCP: what listen() or a fork made
 * of it counts as that. Else by what it is.
 */
static inline bool plan_dial_counts(uint32_t word)
{
	return (word & ORIGIN_OURS || facts_origin(word) == ORIGIN_native) &&
	       !(word & (HISTORY_dials | HISTORY_listened));
}

static inline enum outcome plan_dial_as_born(uint32_t word)
{
	if (facts_origin(word) == ORIGIN_native)
		return OUTCOME_native;
	return word & ORIGIN_MPTCP ? OUTCOME_upgraded : OUTCOME_kept;
}

struct plan plan_dial(const struct facts *f);

/* May bind() matter at all? And: it is about to give it this address. */
static inline bool plan_bind_matters(uint32_t word)
{
	/* A second bind() can only fail. */
	return (word & (ORIGIN_MPTCP | HISTORY_port | HISTORY_chosen |
			HISTORY_ACTED)) == ORIGIN_MPTCP;
}

struct plan plan_bind(const struct facts *f);

/* It is about to be shared: by a fork, or sent. reason: which. */
static inline bool plan_settle_matters(uint32_t word)
{
	return (word & (ORIGIN_MPTCP | HISTORY_unsettled | HISTORY_ACTED)) ==
	       (ORIGIN_MPTCP | HISTORY_unsettled);
}

struct plan plan_settle(const struct facts *f, struct want listener,
			enum reason reason);

/* An option that MPTCP does not know, or would not keep, was set. */
struct plan plan_retreat(const struct facts *f);

/* Who else may hold it, and what is known of that. */
struct holders {
	enum reason pin; /* REASON_none: it is not pinned */
	bool known;      /* births know the very socket */
	bool told;       /* the program knows its SO_COOKIE */
	bool idle;       /* neither bound nor about to listen */
	bool sent;       /* descriptors were sent since it was born */
	bool forked;     /* ... or a process forked that may live */
};

/* Why it must not be replaced by this process; REASON_none: it may be. */
enum reason plan_alone(const struct holders *h);

#endif
