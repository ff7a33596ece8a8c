// SPDX-License-Identifier: MIT
/*
 * Claims, by a few bits of the cookie: two sockets that meet in one place wait
 * for each other without need, which is rare. A claim left behind (a long jump
 * out of a signal handler) is taken over once it was waited for in vain.
 * Called by replace.c.
 */
#include "base/thread.h"
#include "claims.h"

#define PLACES 64

static struct claim {
	void *thread; /* thread_self() of who has it */
	uint64_t cookie;
} claims[PLACES];

#define load(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)

static bool change(struct claim *claim, void *from, void *to)
{
	return __atomic_compare_exchange_n(&claim->thread, &from, to, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

bool claims_take(uint64_t cookie, bool *waited)
{
	struct claim *claim = &claims[cookie % PLACES];
	void *other;
	int turns = 0;

	*waited = false;
	while (!change(claim, NULL, thread_self())) {
		other = load(claim->thread);
		if (other == thread_self()) /* in a signal handler */
			return load(claim->cookie) != cookie;
		*waited = true;
		if (turns++ < THREAD_TURNS)
			thread_turn();
		else
			change(claim, other, NULL);
	}
	store(claim->cookie, cookie);
	return true;
}

void claims_leave(uint64_t cookie)
{
	struct claim *claim = &claims[cookie % PLACES];

	if (load(claim->cookie) == cookie)
		change(claim, thread_self(), NULL);
}

void claims_forked(void)
{
	int i;

	for (i = 0; i < PLACES; i++)
		if (claims[i].thread != thread_self())
			claims[i].thread = NULL;
}
