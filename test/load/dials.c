// SPDX-License-Identifier: MIT
/*
 * That many dials, one after another in each of two threads, each to a
 * listener that the thread has. Both ends are closed with a reset: no port
 * waits for late segments. Run by dials.bats. Argument: how many in all.
 */
#include "../guest/life_guest.h"
#include <pthread.h>

#define THREADS 2

static int each;

static void reset(int fd)
{
	const struct linger now = {1, 0};

	CHECK(!setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)));
	CHECK(!close(fd));
}

static void *work(void *unused)
{
	int i, to = listener();

	for (i = 0; i < each; i++) {
		int dialed = dialer(to);
		int accepted = accept(to, NULL, NULL);

		CHECK(accepted >= 0);
		if (i % 1000 == 0)
			speak(dialed, accepted);
		reset(dialed);
		reset(accepted);
	}
	CHECK(!close(to));
	return unused;
}

int main(int argc, char **argv)
{
	int before = open_descriptors(), i;
	pthread_t threads[THREADS];

	each = argc == 2 ? atoi(argv[1]) / THREADS : 0;
	CHECK(each > 0);
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, work, NULL));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	CHECK(open_descriptors() == before);
	return 0;
}
