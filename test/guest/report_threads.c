// SPDX-License-Identifier: MIT
/*
 * Sixteen threads that listen and dial at once, 500 times each: the figures
 * must be exact. Called by report_threads.bats. Arguments: threads, rounds.
 */
#include "life_guest.h"
#include <pthread.h>

static int rounds;

static void *work(void *unused)
{
	(void)unused;
	for (int i = 0; i < rounds; i++) {
		int l = listener();
		int d = dialer(l);

		close(l);
		close(d);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 16, before;
	pthread_t thread[64];

	rounds = argc > 2 ? atoi(argv[2]) : 500;
	if (threads > 64)
		die("too many");
	before = open_descriptors();
	for (int i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, work, NULL))
			die("pthread_create");
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	CHECK(open_descriptors() == before);
	return 0;
}
