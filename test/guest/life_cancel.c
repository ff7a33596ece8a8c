// SPDX-License-Identifier: MIT
/*
 * Threads are cancelled in a blocking connect(), in both ways. connect() stays
 * the cancellation point that it is, and nothing is left behind. Called by
 * life_moments.bats; prints how many dialers and listeners there were.
 */
#include "life_blocked.h"
#include <pthread.h>

#define ROUNDS 20

static struct sockaddr_in target;
static int dialling;

static void *dial(void *type)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(pthread_setcanceltype(*(int *)type, NULL) == 0);
	__atomic_store_n(&dialling, fd, __ATOMIC_RELEASE);
	connect(fd, (struct sockaddr *)&target, sizeof(target));
	return NULL;
}

static void cancel_one(int type)
{
	pthread_t thread;
	void *result;
	int fd;

	__atomic_store_n(&dialling, -1, __ATOMIC_RELEASE);
	if (pthread_create(&thread, NULL, dial, &type))
		die("pthread_create");
	do
		fd = __atomic_load_n(&dialling, __ATOMIC_ACQUIRE);
	while (fd < 0 || !is_dialling(fd));
	CHECK(pthread_cancel(thread) == 0);
	CHECK(pthread_join(thread, &result) == 0);
	CHECK(result == PTHREAD_CANCELED);
	CHECK(close(fd) == 0);
}

/* A pending cancellation acts before connect() has done anything. */
static void *cancelled_before(void *result)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	*(int *)result = fd;
	pthread_cancel(pthread_self());
	connect(fd, (struct sockaddr *)&target, sizeof(target));
	return NULL;
}

int main(void)
{
	int fillers[FILLERS], before, fd;
	int l = full_listener(fillers);
	pthread_t thread;
	void *result;

	target = address_of(l);
	before = open_descriptors();
	for (int i = 0; i < ROUNDS; i++)
		cancel_one(i % 2 ? PTHREAD_CANCEL_ASYNCHRONOUS
				 : PTHREAD_CANCEL_DEFERRED);
	if (pthread_create(&thread, NULL, cancelled_before, &fd))
		die("pthread_create");
	CHECK(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
	CHECK(!is_dialling(fd));
	close(fd);
	CHECK(open_descriptors() == before);
	printf("%d 1\n", ROUNDS + 1 + FILLERS);
	return 0;
}
