// SPDX-License-Identifier: MIT
/*
 * Threads listen while another forks. A child may hang in nothing, and holds
 * nothing that the program did not open: least of all a listening socket that
 * keeps a port when all others have closed it. Called by life_moments.bats.
 */
#include "life_guest.h"
#include <pthread.h>
#include <sys/wait.h>

#define THREADS  4
#define CHILDREN 60

/* Held by whoever opens, closes or forks; not by who listens. */
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static int held[THREADS];
static int stop;

static void *work(void *slot)
{
	int *mine = slot;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		pthread_mutex_lock(&table);
		*mine = bound();
		pthread_mutex_unlock(&table);
		CHECK(listen(*mine, 8) == 0);
		pthread_mutex_lock(&table);
		close(*mine);
		*mine = -1;
		pthread_mutex_unlock(&table);
	}
	return NULL;
}

static void child(int before)
{
	int l, now;

	alarm(20);
	for (int i = 0; i < THREADS; i++)
		if (held[i] >= 0)
			close(held[i]);
	now = open_descriptors();
	if (now != before)
		fprintf(stderr, "%d descriptors, not %d\n", now, before);
	l = listener();
	serves(l);
	_exit(now != before);
}

int main(void)
{
	int before = open_descriptors(), status;
	pthread_t thread[THREADS];

	for (int i = 0; i < THREADS; i++) {
		held[i] = -1;
		if (pthread_create(&thread[i], NULL, work, &held[i]))
			die("pthread_create");
	}
	for (int i = 0; i < CHILDREN; i++) {
		pid_t pid;

		pthread_mutex_lock(&table);
		pid = fork();
		if (pid == 0)
			child(before);
		pthread_mutex_unlock(&table);
		CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	CHECK(open_descriptors() == before);
	return 0;
}
