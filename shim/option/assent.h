/* SPDX-License-Identifier: MIT */
/*
 * setsockopt() on a socket that is MPTCP because of us: what MPTCP takes, and
 * does not do as TCP does.
 */
#ifndef SHIM_ASSENT_H
#define SHIM_ASSENT_H

#include "know/options.h"
#include "retreat.h"

/*
 * What MPTCP, if it takes it, does as TCP does, in every state, but for the
 * values that it takes. Not so an IPv4 socket's IPv6 options.
 */
static inline bool assent_plain(const struct option_call *call)
{
	return call->row >= 0 && options[call->row].accepted == OPTION_PASSED &&
	       call->level != SOL_IPV6;
}

/*
 * Before the call, if it is not plain: what MPTCP would take and not do, on a
 * socket that is known as ours and has no connection. Otherwise without a
 * system call.
 */
enum retreat assent_first(const struct option_call *call);

/*
 * It succeeded: pin the socket if the option can't be carried. False: MPTCP
 * took what TCP refuses, or what it does not do; taken back, errno says why.
 */
bool assent_after(const struct option_call *call);

/* Has the program ever set TCP_NOTSENT_LOWAT to MPTCP's default, -1? */
bool assent_lowat(void);

#endif
