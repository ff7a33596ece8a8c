// SPDX-License-Identifier: MIT
/*
 * The clock. Called by births.c, forks.c, pins.c and the hooks that pass
 * descriptors on.
 */
#include "moments.h"

unsigned long moments_ticks;
static unsigned long marks[MOMENT_COUNT];

unsigned long moments_tick(void)
{
	return __atomic_add_fetch(&moments_ticks, 1, __ATOMIC_RELAXED);
}

void moments_raise(unsigned long *mark, unsigned long to)
{
	unsigned long was = __atomic_load_n(mark, __ATOMIC_RELAXED);

	while (was < to &&
	       !__atomic_compare_exchange_n(mark, &was, to, true,
					    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
}

void moments_mark(enum moment moment)
{
	moments_raise(&marks[moment], moments_tick());
}

bool moments_since(enum moment moment, unsigned long born)
{
	return __atomic_load_n(&marks[moment], __ATOMIC_ACQUIRE) > born;
}
