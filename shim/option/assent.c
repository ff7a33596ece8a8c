// SPDX-License-Identifier: MIT
/*
 * MPTCP's yes to a setsockopt(), where it is worth nothing: it drops the
 * option, ignores it, or takes a value that TCP refuses. Called by
 * hook_setsockopt.c.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "assent.h"
#include "base/numbers.h"
#include "base/private.h"
#include "base/settings.h"
#include "base/sys.h"
#include "know/births.h"
#include "know/hints.h"
#include "know/observe.h"
#include "know/options.h"
#include "know/pins.h"
#include "prospect.h"

/*
 * Whether TCP takes a value of these is asked for each time: the names of
 * TCP_CONGESTION come and go, and TCP_DEFER_ACCEPT "does not fail", not even
 * with a pointer that can't be read (net/mptcp/sockopt.c).
 */
static bool asked(const struct option_call *call)
{
	return call->name == TCP_CONGESTION || call->name == TCP_DEFER_ACCEPT;
}

/* Does MPTCP, where it takes it, do otherwise than TCP? */
static bool beside(const struct option_call *call)
{
	return call->row >= 0 && options[call->row].accepted != OPTION_PASSED;
}

/* MPTCP took the value: the kernel has just read it, so can we. */
static bool in_range(const struct option_call *call)
{
	int value;

	if (call->level != IPPROTO_TCP)
		return true;
	if (asked(call))
		return false;
	if (call->len < sizeof(value))
		return true;
	memcpy(&value, call->value, sizeof(value));
	return options_in_range(call->name, value);
}

/*
 * Would MPTCP's yes be worth nothing, on a socket that can become TCP? Births
 * know which calls need a look; but the number may be another's by now.
 */
static bool hollow(const struct option_call *call)
{
	const unsigned int flags = births_of(call->fd);

	if (!(flags & ORIGIN_MPTCP) || (flags & HISTORY_dialed) ||
	    !options_level(call->level))
		return false;
	if (call->row < 0 || options[call->row].accepted == OPTION_DROPPED ||
	    ((flags & (HISTORY_listened | HISTORY_port)) && beside(call)))
		return standin_ours_set(call->fd);
	/* MPTCP sets them on an IPv4 socket, where TCP knows none. */
	return call->level == SOL_IPV6 && (flags & REMEMBERED_v4) &&
	       standin_ours_set(call->fd) &&
	       observe_number(call->fd, SOL_SOCKET, SO_DOMAIN) == AF_INET;
}

/* As a new socket has it; of the table's options that MPTCP takes. */
static struct probe usual(const struct option_call *call)
{
	const struct option *o = &options[call->row];
	struct probe p = {.len = call->len};
	int standin = standin_make(call->fd);

	if (standin >= 0) {
		standin_probe(standin, call, &p);
		private_close(standin);
	} else if (!o->ask) {
		memcpy(p.bytes, &o->standard, sizeof(o->standard));
	}
	if (p.len > sizeof(p.bytes))
		p.len = sizeof(p.bytes);
	return p;
}

static void put_back(const struct option_call *call, const struct probe *p)
{
	sys(SYS_setsockopt, call->fd, call->level, call->name, p->bytes,
	    p->len);
}

/*
 * MPTCP would take it and not do it: accept() would block for ever, with
 * SO_RCVTIMEO. So it refuses, as it does what it does not know.
 */
static enum retreat ignored(void)
{
	errno = EOPNOTSUPP;
	return RETREAT_ERROR;
}

/* The kernel has just read the value, so can we. */
static bool told(const struct option_call *call, const struct probe *p)
{
	socklen_t len = call->len < p->len ? call->len : p->len;

	return memcmp(call->value, p->bytes, len) == 0;
}

/* Without a stand-in the listener itself is tried: is it what it has? */
static enum retreat tried(const struct option_call *call)
{
	struct probe before, after;

	if (!standin_probe(call->fd, call, &before) ||
	    sys(SYS_setsockopt, call->fd, call->level, call->name, call->value,
		call->len) ||
	    !standin_probe(call->fd, call, &after) || told(call, &before))
		return RETREAT_NO;
	if (options[call->row].accepted == OPTION_NOT_PASSED &&
	    memcmp(&before, &after, sizeof(before)) == 0)
		return RETREAT_NO;
	put_back(call, &before);
	return ignored();
}

enum retreat assent_first(const struct option_call *call)
{
	enum retreat retreat;

	/* For bind(), should it name a port. */
	if (beside(call) &&
	    (births_of(call->fd) & (ORIGIN_MPTCP | REMEMBERED_beside)) ==
		    ORIGIN_MPTCP)
		births_number_set(call->fd, REMEMBERED_beside);
	if (!hollow(call))
		return RETREAT_UNTRIED;
	retreat = retreat_for(call);
	if (retreat != RETREAT_NO && retreat != RETREAT_BLIND)
		return retreat;
	if (beside(call) && prospect_listens(call->fd))
		return retreat == RETREAT_NO ? ignored() : tried(call);
	return RETREAT_NO;
}

/* The default again; what else it may have been set to is not known. */
static bool take_back(const struct option_call *call)
{
	int standin = standin_make(call->fd);
	struct probe usual;
	long err = 0;
	bool idle;

	if (standin < 0)
		return true;
	standin_probe(standin, call, &usual);
	err = standin_set(standin, call, TCP_CLOSE, &idle);
	private_close(standin);
	if (!err)
		return true;
	if (!asked(call)) /* else it is as it was */
		put_back(call, &usual);
	errno = (int)-err;
	return false;
}

/*
 * Under a number of which something else is known, or nothing (hollow() has
 * looked at the others): a duplicate of a listener of ours, or one that was
 * inherited or received? Or what is going to be one?
 */
static bool unheard(const struct option_call *call, unsigned int flags)
{
	const unsigned int known = ORIGIN_MPTCP | HISTORY_listened;
	int state;

	if ((flags & (known | HISTORY_dialed)) == known || !beside(call) ||
	    !standin_ours_set(call->fd))
		return false;
	state = observe_state(call->fd);
	return state == TCP_LISTEN ||
	       (state == TCP_CLOSE && !(flags & ORIGIN_MPTCP) &&
		prospect_elsewhere(call->fd));
}

/* MPTCP's yes was worth nothing. False: it is no; errno says why. */
static bool retreat_again(const struct option_call *call)
{
	enum retreat retreat = retreat_for(call);
	struct probe before;

	if (retreat == RETREAT_DONE)
		sys(SYS_setsockopt, call->fd, call->level, call->name,
		    call->value, call->len);
	if (call->row >= 0 &&
	    (retreat == RETREAT_NO || retreat == RETREAT_BLIND)) {
		before = usual(call);
		put_back(call, &before);
		retreat = ignored();
	}
	return retreat != RETREAT_ERROR;
}

/*
 * An option that can't be read back, on a socket that may still be replaced:
 * never again then. But if it is MPTCP under a number of which nothing is
 * known, it goes back to TCP as it would have under its own.
 */
static bool unreadable(const struct option_call *call, unsigned int flags)
{
	uint64_t cookie;

	if (settings_off() ||
	    (!(flags & ORIGIN_OURS) && !observe_is_tcp(call->fd)))
		return true;
	if (!standin_unconnected(observe_state(call->fd)))
		return true;
	if (!(flags & ORIGIN_MPTCP) && standin_ours(call->fd) &&
	    !retreat_again(call))
		return false;
	cookie = observe_cookie(call->fd);
	if (cookie)
		pins_add(cookie, REASON_unreadable);
	return true;
}

static bool lowat_set;

bool assent_lowat(void)
{
	return __atomic_load_n(&lowat_set, __ATOMIC_RELAXED);
}

static void lowat(const struct option_call *call)
{
	int value;

	if (call->level != IPPROTO_TCP || call->name != TCP_NOTSENT_LOWAT)
		return;
	memcpy(&value, call->value, sizeof(value));
	if (value != -1)
		return;
	__atomic_store_n(&lowat_set, true, __ATOMIC_RELAXED);
	if (standin_ours_set(call->fd))
		hints_set(call->fd, HINT_LOWAT, 0);
}

bool assent_after(const struct option_call *call)
{
	unsigned int flags;

	if (assent_plain(call) && in_range(call))
		return true;
	flags = births_of(call->fd);
	lowat(call);
	/* The kernel is asked, as the number may have been another's before. */
	if (call->row < 0 && options_level(call->level) &&
	    !hints_is(call->level, call->name))
		return unreadable(call, flags);
	if ((flags & ORIGIN_MPTCP) && !(flags & HISTORY_dialed) &&
	    !in_range(call))
		return !standin_ours_set(call->fd) || take_back(call);
	return !unheard(call, flags) || retreat_again(call);
}
