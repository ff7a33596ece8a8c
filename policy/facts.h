/* SPDX-License-Identifier: MIT */
/*
 * What is known of a socket when a call comes to it: all that a decision hangs
 * on, and nothing of how it was found out. Pure.
 */
#ifndef POLICY_FACTS_H
#define POLICY_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* What else there is to remember; first, as it costs each socket() least so. */
enum remembered {
	REMEMBERED_v4 = 1 << 0,     /* AF_INET */
	REMEMBERED_beside = 1 << 5, /* asked for what MPTCP takes amiss */
};

/*
 * What socket() made of a number here, and what it is by now. Two of the bits
 * say what most questions are about.
 */
#define ORIGIN_MPTCP 8  /* MPTCP because of us, here or elsewhere */
#define ORIGIN_OURS  16 /* born here, of the one kind that we care for */
#define ORIGIN_BITS  30

enum origin {
	ORIGIN_unknown = 0, /* a number that socket() did not give here */
	ORIGIN_other = 2,   /* a kind that we never touch */
	ORIGIN_native = 4,  /* the program asked for MPTCP */
	/* made MPTCP by another process, and listens here */
	ORIGIN_foreign = ORIGIN_MPTCP,
	/* TCP, as policy says, or as nothing came of it */
	ORIGIN_kept = ORIGIN_OURS,
	/* TCP, as the kernel refused; detail: the errno */
	ORIGIN_refused = ORIGIN_OURS | 2,
	/* went back to TCP; detail: the reason */
	ORIGIN_declined = ORIGIN_OURS | 4,
	/* MPTCP because of us */
	ORIGIN_upgraded = ORIGIN_OURS | ORIGIN_MPTCP,
};

/* What has been done to it, as far as it was seen. */
enum history {
	HISTORY_dials = 1 << 6,      /* connect() was counted */
	HISTORY_dialed = 1 << 7,     /* connect() was counted once, ever */
	HISTORY_listened = 1 << 8,   /* listen() was counted */
	HISTORY_told = 1 << 9,       /* the program knows its SO_COOKIE */
	HISTORY_port = 1 << 10,      /* bind() here named its port */
	HISTORY_chosen = 1 << 11,    /* bind() here left it to the kernel */
	HISTORY_unsettled = 1 << 12, /* named, and perhaps yet to be shared */
};

/* It has taken a role. */
#define HISTORY_ACTED (HISTORY_dialed | HISTORY_listened)

/*
 * All that is known of a number in one word, so that it is known at one moment;
 * above origin, history and what is remembered stands the origin's detail.
 */
#define FACTS_LOW       0xfffffU
#define FACTS_DETAIL(n) ((uint32_t)(n) * (FACTS_LOW + 1))

static inline enum origin facts_origin(uint32_t word)
{
	return (enum origin)(word & ORIGIN_BITS);
}

static inline int facts_detail(uint32_t word)
{
	return (int)(word / FACTS_DETAIL(1));
}

/* Zero is "not asked yet", of all of these. */
enum protocol {
	PROTOCOL_unasked,
	PROTOCOL_tcp,
	PROTOCOL_mptcp,
	PROTOCOL_other,
};

enum state {
	STATE_unasked,
	STATE_closed, /* neither connected nor listening */
	STATE_listening,
	STATE_other,
};

enum fact {
	FACT_unasked,
	FACT_no,
	FACT_yes,
};

static inline enum fact facts_found(bool yes)
{
	return yes ? FACT_yes : FACT_no;
}

/*
 * A decision that needs more of it says so; then it is asked for, once. Small,
 * as it is cleared for each call.
 */
struct facts {
	uint32_t word;
	enum protocol protocol : 8;
	enum state state : 8;
	enum fact same : 8; /* the word is this socket's, not a former one's */
	enum fact native : 8;  /* the program itself asked for it to be MPTCP */
	enum fact refuses : 8; /* the kernel will not make an MPTCP socket */
	enum fact listens : 8; /* a dialer: the kernel would let it listen */
	enum fact keeps : 8;   /* MPTCP would keep all of its options */
	enum fact local : 8;   /* the address it is to have is link-local */
	uint16_t err;          /* the errno with which the kernel refuses */
	uint16_t port;         /* that address's; 0: none is named */
};

#endif
