/* SPDX-License-Identifier: MIT */
/*
 * Threads that wait for each other without a lock: for a bounded time, and
 * never for themselves.
 */
#ifndef SHIM_THREAD_H
#define SHIM_THREAD_H

#include <errno.h>
#include <stddef.h>
#include <time.h>
#include "sys.h"

/* Turns until a thread that is waited for counts as gone: a tenth of a second
 */
#define THREAD_TURNS 2000

/* Each thread has an errno of its own: its address is the thread's name. */
static inline void *thread_self(void)
{
	return &errno;
}

static inline void thread_turn(void)
{
	static const struct timespec pause = {0, 50000};

	sys(SYS_nanosleep, &pause, NULL);
}

#endif
