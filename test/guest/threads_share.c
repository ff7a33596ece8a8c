// SPDX-License-Identifier: MIT
/*
 * One thread shares a bound socket, another one listens on it or dials. Run by
 * threads_share.bats, plain and under the shim; argument: the case.
 */
#include "guest.h"
#include <pthread.h>

#define ROUNDS 1000

/*
 * A fork leaves the socket alone. With sendmsg() a call on the old one is lost
 * if it is kept from the processor until the last look is over: some in a
 * thousand, where it was some in a hundred.
 */
#define FEW (ROUNDS * 3 / 100)

static int fd;
static int ends[2];
static struct sockaddr_storage server;
static socklen_t server_len;
static void (*use)(void);
static int failed;

/* The threads go through each round together: a number each, spun on. */
static int at_main, at_other;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)

static void meet(int *mine, const int *others, int round)
{
	store(*mine, round);
	while (load(*others) < round)
		sched_yield();
}

/* Some of the rounds meet each moment. */
static void delay(int round)
{
	struct timespec from, now;
	long wait = round % 100 * 1000;

	clock_gettime(CLOCK_MONOTONIC, &from);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - from.tv_sec) * 1000000000 + now.tv_nsec -
		       from.tv_nsec <
	       wait);
}

static void *other_thread(void *unused)
{
	int round;

	for (round = 1; round <= ROUNDS; round++) {
		meet(&at_other, &at_main, 2 * round);
		delay(round);
		use();
		meet(&at_other, &at_main, 2 * round + 1);
	}
	return unused;
}

static int state(void)
{
	struct tcp_info info = {0};
	socklen_t len = sizeof(info);

	syscall(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, &info, &len);
	return info.tcpi_state;
}

static void listens(void)
{
	must(listen(fd, 4));
	failed += state() != TCP_LISTEN;
}

static void dials(void)
{
	failed += connect(fd, (struct sockaddr *)&server, server_len) ||
		  send(fd, "x", 1, MSG_NOSIGNAL) != 1;
}

static void forks(void)
{
	pid_t pid = must(fork());

	if (!pid)
		_exit(0);
	wait_for(pid);
}

static void sends(void)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} c = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	char byte = 0;
	struct iovec data = {&byte, 1};
	struct msghdr m = {.msg_iov = &data,
			   .msg_iovlen = 1,
			   .msg_control = c.bytes,
			   .msg_controllen = sizeof(c.bytes)};

	memcpy(CMSG_DATA(&c.header), &fd, sizeof(fd));
	check(sendmsg(ends[0], &m, 0) == 1);
	/* Without room for it: what was sent is closed. */
	check(read(ends[1], &byte, 1) == 1);
}

static void rounds(void (*share)(void), void (*use_it)(void))
{
	struct sockaddr_storage at;
	const struct linger none = {1, 0};
	const int on = 1;
	pthread_t thread;
	int round, port, client, listener = new_listener(AF_INET, &port);

	server_len = loopback(&server, AF_INET, port);
	must(fcntl(listener, F_SETFL, O_NONBLOCK));
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	use = use_it;
	check(!pthread_create(&thread, NULL, other_thread, NULL));
	for (round = 1; round <= ROUNDS; round++) {
		fd = new_socket(AF_INET);
		must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
		loopback(&at, AF_INET, 7000 + round);
		must(bind(fd, (struct sockaddr *)&at,
			  sizeof(struct sockaddr_in)));
		meet(&at_main, &at_other, 2 * round);
		share();
		meet(&at_main, &at_other, 2 * round + 1);
		if (use == dials &&
		    (client = accept(listener, NULL, NULL)) >= 0)
			close(client);
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
		close(fd);
	}
	check(!pthread_join(thread, NULL));
	say("failed %d\n", failed > (share == sends ? FEW : 0) ? failed : 0);
}

static void fork_listen(void)
{
	rounds(forks, listens);
}

static void fork_dial(void)
{
	rounds(forks, dials);
}

static void send_listen(void)
{
	rounds(sends, listens);
}

static void send_dial(void)
{
	rounds(sends, dials);
}

GUEST_CASES({"fork_listen", fork_listen}, {"fork_dial", fork_dial},
	    {"send_listen", send_listen}, {"send_dial", send_dial})
