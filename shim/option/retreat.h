/* SPDX-License-Identifier: MIT */
/*
 * setsockopt() on a socket that is MPTCP because of us: what MPTCP refuses or
 * only pretends to do is done on TCP instead, while that can still be.
 */
#ifndef SHIM_RETREAT_H
#define SHIM_RETREAT_H

#include "know/births.h"
#include "know/options.h"
#include "standin.h"

enum retreat {
	RETREAT_UNTRIED, /* there was no need */
	RETREAT_NO,      /* it stays as it is; errno is as it was */
	RETREAT_BLIND,   /* so too, as TCP could not be asked */
	RETREAT_DONE,    /* it is TCP now: call setsockopt() (again) */
	RETREAT_ERROR,   /* refused; errno says how */
	RETREAT_HINT,    /* nothing is lost by saying yes */
};

/* Did it just fail (errno) because the socket is MPTCP, for our sake? */
bool retreat_refused(const struct option_call *call);

/* For this option's sake: back to TCP, if TCP takes it. */
enum retreat retreat_for(const struct option_call *call);

#endif
