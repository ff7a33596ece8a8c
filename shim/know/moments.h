/* SPDX-License-Identifier: MIT */
/*
 * One clock for what may change whose a socket is: forks, sends, receives and
 * pins tick it. A socket keeps the time of its birth, and whatever came later
 * may have been done to it, under whatever number. Without a system call.
 */
#ifndef SHIM_MOMENTS_H
#define SHIM_MOMENTS_H

#include <stdbool.h>

enum moment {
	MOMENT_sent,     /* a descriptor was sent to another process */
	MOMENT_received, /* ... came from one */
	MOMENT_COUNT
};

/* On 32 bits it comes round after four billion of them: so be it. */
extern unsigned long moments_ticks __attribute__((visibility("hidden")));

/* Inline, as each socket() asks. */
static inline unsigned long moments_now(void)
{
	return __atomic_load_n(&moments_ticks, __ATOMIC_RELAXED);
}

/* The time of what happens now: later than all births so far. */
unsigned long moments_tick(void);

/* Never back, whoever else does it at the same time. */
void moments_raise(unsigned long *mark, unsigned long to);

void moments_mark(enum moment moment);

/* Has it happened since? */
bool moments_since(enum moment moment, unsigned long born);

#endif
