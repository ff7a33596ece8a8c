// SPDX-License-Identifier: MIT
/*
 * What TCP can do and MPTCP can't. Called by hook_setsockopt.c. A stand-in is
 * asked first, so that a bad value gives exactly the error that TCP gives and
 * nothing is replaced because of it.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "births.h"
#include "classify.h"
#include "hints.h"
#include "numbers.h"
#include "observe.h"
#include "options.h"
#include "pins.h"
#include "private.h"
#include "retreat.h"
#include "sys.h"

/*
 * What MPTCP, if it takes it, does as TCP does, in every state. Not so an IPv4
 * socket's IPv6 options.
 */
static bool plain(const struct option_call *call)
{
	return call->row >= 0 && options[call->row].accepted == OPTION_PASSED &&
	       call->level != SOL_IPV6;
}

/*
 * Whether TCP takes a value of these is asked for each time: the names of
 * TCP_CONGESTION come and go, and TCP_DEFER_ACCEPT "does not fail", not even
 * with a pointer that can't be read (net/mptcp/sockopt.c).
 */
static bool asked(const struct option_call *call)
{
	return call->name == TCP_CONGESTION || call->name == TCP_DEFER_ACCEPT;
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

bool retreat_hollow(const struct option_call *call)
{
	unsigned int flags;

	if (plain(call))
		return false;
	flags = births_flags(call->fd);
	if (!(flags & BIRTH_upgraded) || (flags & BIRTH_touched) ||
	    !options_level(call->level))
		return false;
	/* MPTCP sets them on an IPv4 socket, where TCP knows none. */
	if (call->level == SOL_IPV6 && (flags & BIRTH_v4))
		return true;
	if (call->row < 0)
		return true;
	return options[call->row].accepted == OPTION_DROPPED ||
	       ((flags & BIRTH_listened) &&
		options[call->row].accepted != OPTION_PASSED);
}

bool retreat_refused(const struct option_call *call)
{
	if (errno == EOPNOTSUPP || errno == ENOPROTOOPT)
		return standin_ours(call->fd);
	/* Of a length TCP may think otherwise, or say EFAULT first. */
	return errno == EINVAL && call->level == SOL_SOCKET &&
	       standin_ours(call->fd) &&
	       standin_unconnected(observe_state(call->fd));
}

static enum retreat missed(const struct option_call *call)
{
	counters_missed(call->row < 0 ? options_count : call->row);
	return RETREAT_NO;
}

static enum retreat unsettled(const struct option_call *call, long err,
			      int state)
{
	bool unconnected = standin_unconnected(state);
	bool granted = !unconnected && hints_granted(call);

	/* Of a connection a new socket knows little: count what it may. */
	if (!unconnected && !granted)
		return err == -ENOPROTOOPT || err == -EOPNOTSUPP ? RETREAT_NO
								 : missed(call);
	if (err) {
		errno = (int)-err;
		return RETREAT_ERROR;
	}
	if (granted)
		return RETREAT_HINT;
	return classify_retreat(call->fd) ? RETREAT_DONE : missed(call);
}

enum retreat retreat_for(const struct option_call *call)
{
	int standin = standin_make(call->fd);
	int state = observe_state(call->fd);
	bool idle;
	long err;

	if (standin < 0)
		return missed(call);
	err = standin_set(standin, call, &idle);
	if (state == TCP_LISTEN)
		err = standin_listening(standin, call, err);
	private_close(standin);
	if (!err && hints_is(call->level, call->name)) {
		hints_keep(call);
		return RETREAT_HINT;
	}
	return idle && !err ? RETREAT_HINT : unsettled(call, err, state);
}

/* The default again; what else it may have been set to is not known. */
static bool take_back(const struct option_call *call)
{
	int standin = standin_make(call->fd), usual;
	socklen_t len = sizeof(usual);
	long err = 0;
	bool idle;

	if (standin < 0)
		return true;
	sys(SYS_getsockopt, standin, call->level, call->name, &usual, &len);
	err = standin_set(standin, call, &idle);
	private_close(standin);
	if (!err)
		return true;
	if (!asked(call)) /* else it is as it was */
		sys(SYS_setsockopt, call->fd, call->level, call->name, &usual,
		    len);
	errno = (int)-err;
	return false;
}

/*
 * SO_RCVTIMEO under a number of which nothing is known: a duplicate of a
 * listener of ours? accept() would ignore it and block.
 */
static bool waits_for_ever(const struct option_call *call)
{
	return call->row >= 0 && options[call->row].level == SOL_SOCKET &&
	       options[call->row].name == SO_RCVTIMEO &&
	       observe_number(call->fd, SOL_SOCKET, SO_ACCEPTCONN) == 1 &&
	       standin_ours(call->fd);
}

/* MPTCP's yes was worth nothing. False: TCP says no; errno says why. */
static bool retreat_again(const struct option_call *call)
{
	enum retreat retreat = retreat_for(call);

	if (retreat == RETREAT_DONE)
		sys(SYS_setsockopt, call->fd, call->level, call->name,
		    call->value, call->len);
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

	if (!standin_unconnected(observe_state(call->fd)))
		return true;
	if (!flags && standin_ours(call->fd) && !retreat_again(call))
		return false;
	cookie = observe_cookie(call->fd);
	if (cookie)
		pins_add(cookie, REASON_unreadable);
	return true;
}

bool retreat_after(const struct option_call *call)
{
	unsigned int flags;

	if (plain(call) && in_range(call))
		return true;
	flags = births_flags(call->fd);
	if (call->level == IPPROTO_TCP && call->name == TCP_NOTSENT_LOWAT)
		births_set(call->fd, BIRTH_lowat);
	/* The kernel is asked, as the number may have been another's before. */
	if (call->row < 0 && options_level(call->level) &&
	    !hints_is(call->level, call->name))
		return unreadable(call, flags);
	if (flags & (BIRTH_other | BIRTH_touched))
		return true;
	if ((flags & BIRTH_upgraded) && !in_range(call))
		return take_back(call);
	return flags || !waits_for_ever(call) || retreat_again(call);
}
