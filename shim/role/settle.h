/* SPDX-License-Identifier: MIT */
/*
 * A socket that is MPTCP because of us, bound to a port of the program's
 * choice, does nothing yet and is about to be shared: it can't be replaced any
 * more then, so it becomes TCP before that.
 */
#ifndef SHIM_SETTLE_H
#define SHIM_SETTLE_H

#include <stdbool.h>
#include <sys/socket.h>
#include "know/births.h"

/* May there be one? Where there is none, nothing else is looked at. */
static inline int settle_needed(void)
{
	return __builtin_expect(
		__atomic_load_n(&births_unsettled, __ATOMIC_RELAXED), 0);
}

/* Is there one indeed? Asked after that, and without a system call as well. */
bool settle_any(void);

/* The process is about to fork. */
void settle_forking(void);

/* This message is about to be sent; nothing of it was read yet. */
void settle_sending(const struct msghdr *message);

#endif
