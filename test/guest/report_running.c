// SPDX-License-Identifier: MIT
/*
 * Ends while its threads are in the midst of listening and dialling. Called
 * by report_threads.bats: such a report must keep the law.
 */
#include "life_guest.h"
#include <pthread.h>

static int done;

static void *work(void *unused)
{
	(void)unused;
	for (;;) {
		int l = listener();
		int d = dialer(l);

		close(l);
		close(d);
		__atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread;

	for (int i = 0; i < 8; i++)
		if (pthread_create(&thread, NULL, work, NULL))
			die("pthread_create");
	while (__atomic_load_n(&done, __ATOMIC_RELAXED) < 200)
		sched_yield();
	_exit(0);
}
