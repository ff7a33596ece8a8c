/* SPDX-License-Identifier: MIT */
/*
 * Two threads go through each round together, for the guests threads_*: main
 * does something that takes microseconds, and the other one acts meanwhile,
 * in each round at another moment of it.
 */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "guest.h"
#include <pthread.h>

struct rounds {
	int count;
	int longest; /* microseconds */
	void (*meanwhile)(void);
	pthread_t other;
	int at_main, at_other; /* a number each, spun on */
};

#define load(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)

static inline void rounds_meet(int *mine, const int *others, int step)
{
	store(*mine, step);
	while (load(*others) < step)
		sched_yield();
}

static inline void rounds_delay(const struct rounds *r, int round)
{
	struct timespec from, now;
	long wait = round % r->longest * 1000;

	clock_gettime(CLOCK_MONOTONIC, &from);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - from.tv_sec) * 1000000000 + now.tv_nsec -
		       from.tv_nsec <
	       wait);
}

static inline void *rounds_other(void *rounds)
{
	struct rounds *r = rounds;
	int round;

	for (round = 1; round <= r->count; round++) {
		rounds_meet(&r->at_other, &r->at_main, 2 * round);
		rounds_delay(r, round);
		r->meanwhile();
		rounds_meet(&r->at_other, &r->at_main, 2 * round + 1);
	}
	return NULL;
}

static inline void rounds_start(struct rounds *r)
{
	check(!pthread_create(&r->other, NULL, rounds_other, r));
}

/* Around what main does, from round 1 on. */
static inline void round_begin(struct rounds *r, int round)
{
	rounds_meet(&r->at_main, &r->at_other, 2 * round);
}

static inline void round_end(struct rounds *r, int round)
{
	rounds_meet(&r->at_main, &r->at_other, 2 * round + 1);
}

static inline void rounds_end(struct rounds *r)
{
	check(!pthread_join(r->other, NULL));
}

#endif
