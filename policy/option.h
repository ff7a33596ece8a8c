/* SPDX-License-Identifier: MIT */
/*
 * What setsockopt() and getsockopt() of one option come to on one socket: the
 * next step is asked for with what is known, and again with what it brought,
 * until it is one that ends the call. Pure: who asks does what the step says
 * (shim/option/set.c, get.c).
 */
#ifndef POLICY_OPTION_H
#define POLICY_OPTION_H

#include <stdbool.h>
#include <stdint.h>
#include "facts.h"

/*
 * What is special about an option: the last column of options.def. "Beside":
 * MPTCP takes it and does otherwise than TCP.
 */
#define TRAIT_CARRIED    (1ULL << 0) /* a replace takes it along */
#define TRAIT_PASSED     0ULL
#define TRAIT_NOT_PASSED (1ULL << 1)
#define TRAIT_DROPPED    (1ULL << 2)
#define TRAIT_BESIDE     (TRAIT_NOT_PASSED | TRAIT_DROPPED)

/*
 * Those that programs set and ask most, of which MPTCP does as TCP does in
 * every state: the calls need no look. The second: only where it is asked.
 */
#define TRAIT_ALIKE      (1ULL << 3)
#define TRAIT_TOLD_ALIKE (1ULL << 4)

/*
 * Set and asked often, too, and alike but for the values that are taken: where
 * MPTCP is sure to know it (kernel_keepalive).
 */
#define TRAIT_KEEPALIVE (1ULL << 5)

/*
 * The numbers that TCP takes, where an MPTCP socket without a subflow takes
 * more; 0 as well, perhaps.
 */
#define TRAIT_OR_ZERO (1ULL << 6)
#define TRAIT_WITHIN(least, most) \
	((uint64_t)(least) << 32 | (uint64_t)(most) << 40)
#define TRAIT_LEAST(traits) ((int)((traits) >> 32 & 0xff))
#define TRAIT_MOST(traits)  ((int)((traits) >> 40 & 0x7fff))

/*
 * MPTCP takes more than TCP does, and what TCP takes is asked each time: the
 * names of TCP_CONGESTION come and go, and TCP_DEFER_ACCEPT "does not fail",
 * not even with a pointer that can't be read (net/mptcp/sockopt.c).
 */
#define TRAIT_TRIED (1ULL << 7)

/* A hint, which any kernel may ignore (tcp(7)): nothing is lost by a yes. */
#define TRAIT_HINT (1ULL << 8)

/*
 * An MPTCP connection refuses it and does what it says in any case: a yes is
 * no lie.
 */
#define TRAIT_GRANTED (1ULL << 9)

/* It says who may bind beside it, which nobody can to a connection. */
#define TRAIT_REUSE (1ULL << 10)

/* TCP, too, takes it before bind() only. */
#define TRAIT_UNBOUND (1ULL << 11)

/* Set by the row before it as well: a replace takes both or neither. */
#define TRAIT_ALONG (1ULL << 12)

/* getsockopt() of its number writes more than the bytes that it is given. */
#define TRAIT_UNREADABLE (1ULL << 13)

/*
 * getsockopt(): TCP is asked instead, of a socket without a connection; of an
 * upgraded listener only; of a connection as well.
 */
#define TRAIT_INSTEAD           (1ULL << 14)
#define TRAIT_INSTEAD_LISTENING (1ULL << 15)
#define TRAIT_INSTEAD_CONNECTED (1ULL << 16)

/* getsockopt(): of a connection no new socket can tell it. */
#define TRAIT_OWN (1ULL << 17)

/* The default depends on a sysctl. */
#define TRAIT_ASK (1ULL << 18)

/*
 * The default is the same on all kernels so far: of what has it no new socket
 * has to be asked.
 */
#define TRAIT_SO_FAR (1ULL << 19)

/*
 * Of those that accepted ones don't have one before it tells of it as well: a
 * replace asks only if any of them has been changed.
 */
#define TRAIT_ECHO (1ULL << 29)

/* The program's word is remembered by this bit (hints.h). */
#define TRAIT_REMEMBERED(hint) ((uint64_t)HINT_##hint << 20)
#define TRAIT_HINT_OF(traits)  ((unsigned int)((traits) >> 20 & 7))

/* getsockopt(): MPTCP's answer is to be TCP's. */
#define TRAIT_AMEND(what)      ((uint64_t)AMEND_##what << 23)
#define TRAIT_AMEND_OF(traits) ((enum option_amend)((traits) >> 23 & 7))

/* TCP's error depends on the state: a new socket says another. */
#define TRAIT_USED(how)       ((uint64_t)USED_##how << 26)
#define TRAIT_USED_OF(traits) ((enum option_used)((traits) >> 26 & 7))

/* What a program has said of a socket; 0: nothing, for all we know. */
enum hint {
	HINT_DELAYED = 1 << 0, /* TCP_QUICKACK is off */
	HINT_THIN = 1 << 1,    /* TCP_THIN_LINEAR_TIMEOUTS is on */
	HINT_LOWAT = 1 << 2,   /* TCP_NOTSENT_LOWAT is -1 */
};

enum option_amend {
	AMEND_NONE,
	AMEND_PROTOCOL, /* SO_PROTOCOL */
	AMEND_COOKIE,   /* nothing; but what the program knows is to stay */
	AMEND_V6ONLY,   /* bind() to one address sets it */
	AMEND_LOWAT,    /* an accepted connection's default */
	AMEND_NOTSENT,  /* that one's, unless it was set so */
};

enum option_used {
	USED_NO,
	USED_CLAMP,    /* to 0 is EINVAL */
	USED_QUEUE,    /* EINVAL is EPERM */
	USED_REPAIR,   /* EPERM, of a listener */
	USED_AO,       /* so too, where TCP knows it */
	USED_ZEROCOPY, /* asked of a listener: ENOTCONN */
};

enum option_level {
	LEVEL_OTHER,
	LEVEL_SOCKET,
	LEVEL_IP,
	LEVEL_IPV6,
	LEVEL_TCP,
};

/* What TCP says to the call: a new socket that stands in. */
enum option_said {
	SAID_UNKNOWN,
	SAID_NOTHING, /* no stand-in is to be had */
	SAID_YES,
	SAID_SO, /* yes, and the socket has that value already */
	SAID_NO,
	SAID_UNCONNECTED, /* no, as it has no connection */
};

/* What the program's own call came to. */
enum option_result {
	RESULT_UNKNOWN, /* it is to come */
	RESULT_TAKEN,
	RESULT_REFUSED, /* EOPNOTSUPP, ENOPROTOOPT */
	RESULT_INVALID, /* EINVAL */
	RESULT_FAILED,
};

/* Small, as it stands on the stack of somebody else's program. */
struct option_facts {
	/* The number's word may be another socket's by now. */
	const struct facts *socket;

	/* The call's. */
	uint64_t traits;
	unsigned char level;  /* enum option_level */
	unsigned char result; /* enum option_result */
	bool whole;           /* it has at least an int's length */
	bool outside;         /* taken, though TRAIT_WITHIN and not within */
	bool minus;           /* taken: TCP_NOTSENT_LOWAT of -1 */

	/* Looks: enum fact, but for the last. */
	unsigned char tcp;     /* is it TCP or MPTCP? */
	unsigned char family4; /* AF_INET, whatever births say */
	unsigned char handed;  /* bound to be handed over, unheard of here */
	unsigned char heeds;   /* it was tried: it does as it says */
	unsigned char bound;   /* to one IPv6 address, or connected so */
	unsigned char known;   /* what births know is of this very socket */
	unsigned char meant;   /* TCP_NOTSENT_LOWAT was set to what it says */
	unsigned char said;    /* enum option_said */

	/* Acts. */
	unsigned char back;   /* enum fact: it is TCP now, for this */
	unsigned char before; /* enum option_result: the call's, before that */
	bool repeated;        /* and it was set again there */
	bool undone;          /* the value of before was put back */
	bool remembered;

	/* getsockopt()'s. */
	bool amiss;      /* told: AMEND's, as only MPTCP says it */
	bool shown;      /* SO_PROTOCOL is the program's to see */
	bool minus_ever; /* TCP_NOTSENT_LOWAT was -1 on some socket */
};

enum option_step {
	STEP_LOOK_TCP,
	STEP_LOOK_MPTCP,
	STEP_LOOK_NATIVE,
	STEP_LOOK_STATE,
	STEP_LOOK_FAMILY,
	STEP_LOOK_HANDED,
	STEP_LOOK_BOUND,
	STEP_LOOK_KNOWN,
	STEP_LOOK_MEANT,
	STEP_ASK,      /* TCP: makes a stand-in */
	STEP_TRY,      /* the socket itself: does it heed? */
	STEP_CALL,     /* the program's call, for the first or second time */
	STEP_BACK,     /* to TCP */
	STEP_REPEAT,   /* the call was taken before it was TCP */
	STEP_UNDO,     /* put the value of before back */
	STEP_REMEMBER, /* the program's word */

	/* The call is over. */
	STEP_PASS,   /* as it came out */
	STEP_PIN,    /* so too; the socket is never to be replaced */
	STEP_YES,    /* success, whatever it came to */
	STEP_NO,     /* refused, as TCP does */
	STEP_IGNORE, /* refused, as what MPTCP does not know (EOPNOTSUPP) */
	STEP_TELL,   /* what TCP told */
	STEP_AMEND,  /* TCP's value instead */
	STEP_COUNT
};

struct option_plan {
	enum option_step step;
	bool missed; /* an option that TCP has is missed here: to be counted */
};

/* Is MPTCP's yes a yes, whatever the state, but for the values it takes? */
static inline bool option_plain(uint64_t traits, enum option_level level)
{
	return (traits & (TRAIT_CARRIED | TRAIT_BESIDE)) == TRAIT_CARRIED &&
	       level != LEVEL_IPV6;
}

static inline bool option_unconnected(const struct option_facts *f)
{
	return f->socket->state == STATE_closed ||
	       f->socket->state == STATE_listening;
}

/* What births say of the number. */
static inline bool option_known(const struct option_facts *f, uint32_t bits)
{
	return f->socket->word & bits;
}

/* Would TCP take the number? */
static inline bool option_within(uint64_t traits, int value)
{
	return !TRAIT_MOST(traits) || (!value && traits & TRAIT_OR_ZERO) ||
	       (value >= TRAIT_LEAST(traits) && value <= TRAIT_MOST(traits));
}

/* STEP_YES: it is MPTCP for our sake. STEP_PASS: it is not. Else: look. */
enum option_step option_ours(const struct option_facts *f);

/* The next step of a setsockopt(), and of a getsockopt(). */
struct option_plan option_set(const struct option_facts *f);
enum option_step option_get(const struct option_facts *f);

/* getsockopt(): is there something to look at though it succeeds? */
bool option_telling(uint64_t traits, enum option_level level);

#endif
