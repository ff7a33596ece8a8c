/* SPDX-License-Identifier: MIT */
/*
 * setsockopt() on a socket that is MPTCP because of us: what MPTCP refuses or
 * only pretends to do is done on TCP instead, while that can still be.
 */
#ifndef SHIM_RETREAT_H
#define SHIM_RETREAT_H

#include "births.h"
#include "options.h"
#include "standin.h"

enum retreat {
	RETREAT_NO,    /* it stays as it is; errno is as it was */
	RETREAT_DONE,  /* it is TCP now: call setsockopt() (again) */
	RETREAT_ERROR, /* TCP would refuse it as well; errno says how */
	RETREAT_HINT,  /* nothing is lost by saying yes */
};

/*
 * Would MPTCP's yes be worth nothing, on a socket that can still become TCP?
 * Without a system call.
 */
bool retreat_hollow(const struct option_call *call);

/* Did it just fail (errno) because the socket is MPTCP, for our sake? */
bool retreat_refused(const struct option_call *call);

/* For this option's sake: back to TCP, if TCP takes it. */
enum retreat retreat_for(const struct option_call *call);

/*
 * It succeeded: pin the socket if the option can't be carried. False: MPTCP
 * took a value that TCP refuses; taken back, errno says what TCP says.
 */
bool retreat_after(const struct option_call *call);

#endif
