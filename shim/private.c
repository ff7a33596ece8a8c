// SPDX-License-Identifier: MIT
/*
 * A table of private descriptors in use, for the child of a fork to close.
 * While a thread makes or closes one, the table is behind the truth: fork()
 * waits for such threads, and they for a fork() under way. Neither waits for
 * itself (a signal handler may fork, or make a descriptor), and nobody for
 * ever: a descriptor too many in a child is better than a hang.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <time.h>
#include "private.h"
#include "sys.h"

#define SLOTS 128 /* a thread that replaces uses up to three at a time */

/* The descriptor plus one; 0: free. */
static int slots[SLOTS];

#define TURNS 2000 /* of 50 microseconds: a tenth of a second */

static void *movers[SLOTS]; /* threads between a system call and the table */
static void *forker;        /* the thread in fork(), the last of them */
static int forking;         /* how many are */

#define load(x)   __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define add(x, n) __atomic_fetch_add(&(x), n, __ATOMIC_SEQ_CST)
#define change(x, from, to)                                                 \
	__atomic_compare_exchange_n(&(x), &(from), to, 0, __ATOMIC_SEQ_CST, \
				    __ATOMIC_SEQ_CST)

/* Each thread has an errno of its own: its address is the thread's name. */
static void *self(void)
{
	return &errno;
}

static void turn(void)
{
	static const struct timespec pause = {0, 50000};

	sys(SYS_nanosleep, &pause, NULL);
}

static void **move(void)
{
	void *none;
	int i, turns;

	for (turns = 0; load(forking) && load(forker) != self(); turns++) {
		if (turns == TURNS)
			return NULL;
		turn();
	}
	for (i = 0; i < SLOTS; i++) {
		none = NULL;
		if (change(movers[i], none, self()))
			return &movers[i];
	}
	return NULL;
}

/* In step from now on, unless a fork() has come in between. */
static void **step(void)
{
	void **mover = move();

	while (mover && load(forking) && load(forker) != self()) {
		__atomic_store_n(mover, NULL, __ATOMIC_SEQ_CST);
		mover = move();
	}
	return mover;
}

static void stepped(void **mover)
{
	if (mover)
		__atomic_store_n(mover, NULL, __ATOMIC_SEQ_CST);
}

static bool others_move(void)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		void *mover = load(movers[i]);

		if (mover && mover != self())
			return true;
	}
	return false;
}

static long enter(long fd, void **mover)
{
	int i, none;

	for (i = 0; fd >= 0 && i < SLOTS; i++) {
		none = 0;
		if (change(slots[i], none, (int)fd + 1))
			break;
	}
	stepped(mover);
	return fd;
}

long private_socket(int domain, int protocol)
{
	void **mover = step();
	long fd = sys(SYS_socket, domain, SOCK_STREAM | SOCK_CLOEXEC, protocol);

	return enter(fd, mover);
}

long private_open(int directory, const char *path, int flags)
{
	void **mover = step();
	long fd = sys(SYS_openat, directory, path, flags | O_CLOEXEC, 0);

	return enter(fd, mover);
}

long private_copy(int fd)
{
	void **mover = step();

	return enter(sys(SYS_fcntl_, fd, F_DUPFD_CLOEXEC, 0), mover);
}

long private_event(void)
{
	void **mover = step();

	return enter(sys(SYS_eventfd2, 0, O_CLOEXEC), mover);
}

void private_close(long fd)
{
	void **mover = step();
	int i, own;

	for (i = 0; i < SLOTS; i++) {
		own = (int)fd + 1;
		if (change(slots[i], own, 0))
			break;
	}
	sys(SYS_close, fd);
	stepped(mover);
}

void private_forking(void)
{
	int turns;

	add(forking, 1);
	__atomic_store_n(&forker, self(), __ATOMIC_SEQ_CST);
	for (turns = 0; others_move() && turns < TURNS; turns++)
		turn();
}

void private_forked_parent(void)
{
	add(forking, -1);
}

void private_forked_child(void)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (slots[i])
			sys(SYS_close, slots[i] - 1);
		slots[i] = 0;
		movers[i] = NULL;
	}
	forking = 0;
}
