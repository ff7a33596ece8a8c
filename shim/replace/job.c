// SPDX-License-Identifier: MIT
/*
 * Room for jobs. A program's first is the library's own memory; as many more as
 * threads replace at once are asked of the kernel, and kept. Called by
 * replace.c.
 */
#include <sys/mman.h>
#include "base/sys.h"
#include "job.h"

static struct room {
	struct job job;
	struct room *next;
	int taken;
} first;

static struct room *rooms = &first;

static struct job *more(void)
{
	struct room *made = sys_map(sizeof(*made), MAP_PRIVATE);

	if (!made)
		return NULL;
	made->taken = 1;
	made->next = __atomic_load_n(&rooms, __ATOMIC_ACQUIRE);
	while (!__atomic_compare_exchange_n(&rooms, &made->next, made, false,
					    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		;
	return &made->job;
}

struct job *job_enter(void)
{
	struct room *r = __atomic_load_n(&rooms, __ATOMIC_ACQUIRE);

	for (; r; r = r->next)
		if (!__atomic_exchange_n(&r->taken, 1, __ATOMIC_ACQUIRE))
			return &r->job;
	return more();
}

void job_leave(struct job *j)
{
	struct room *r = (struct room *)j; /* its first member */

	__atomic_store_n(&r->taken, 0, __ATOMIC_RELEASE);
}
