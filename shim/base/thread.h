/* SPDX-License-Identifier: MIT */
/*
 * Is there another thread; and threads that wait for each other without a
 * lock: for a bounded time, and never for themselves.
 */
#ifndef SHIM_THREAD_H
#define SHIM_THREAD_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include "sys.h"

/* Turns until a thread that is waited for counts as gone: a tenth of a second
 */
#define THREAD_TURNS 2000

/*
 * Is there no other thread in this process? proc(5): /proc/PID/task has a
 * folder each, and so a link. False where /proc can't tell.
 */
bool thread_alone(void);

/* As it was when last asked for; false: it was not asked for yet. */
bool thread_was_alone(void);

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
