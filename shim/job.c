// SPDX-License-Identifier: MIT
/*
 * Room for jobs: one page after the other of the library's own memory is only
 * touched if as many threads replace at once. More than those, and after a
 * long jump left one behind, the kernel is asked. Called by replace.c.
 */
#include <sys/mman.h>
#include "job.h"
#include "sys.h"

#define ROOMS 4

static struct job rooms[ROOMS];
static int taken[ROOMS];

struct job *job_enter(void)
{
	int i;

	for (i = 0; i < ROOMS; i++)
		if (!__atomic_exchange_n(&taken[i], 1, __ATOMIC_ACQUIRE))
			return &rooms[i];
	return sys_map(sizeof(struct job), MAP_PRIVATE);
}

void job_leave(struct job *j)
{
	if (j >= rooms && j < rooms + ROOMS)
		__atomic_store_n(&taken[j - rooms], 0, __ATOMIC_RELEASE);
	else
		sys(SYS_munmap, j, sizeof(*j));
}
