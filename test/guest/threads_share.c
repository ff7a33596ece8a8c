// SPDX-License-Identifier: MIT
/*
 * One thread shares a bound socket, another one listens on it or dials. Run by
 * threads_share.bats, plain and under the shim; argument: the case.
 */
#include "rights.h"
#include "rounds.h"

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
static int failed;

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
	char byte;

	give(ends[0], fd);
	/* Without room for it: what was sent is closed. */
	check(read(ends[1], &byte, 1) == 1);
}

static void rounds(void (*share)(void), void (*use_it)(void))
{
	struct sockaddr_storage at;
	const struct linger none = {1, 0};
	const int on = 1;
	struct rounds r = {ROUNDS, 100, use_it, 0, 0, 0};
	int round, port, client, listener = new_listener(AF_INET, &port);

	server_len = loopback(&server, AF_INET, port);
	must(fcntl(listener, F_SETFL, O_NONBLOCK));
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	rounds_start(&r);
	for (round = 1; round <= ROUNDS; round++) {
		fd = new_socket(AF_INET);
		must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
		loopback(&at, AF_INET, 7000 + round);
		must(bind(fd, (struct sockaddr *)&at,
			  sizeof(struct sockaddr_in)));
		round_begin(&r, round);
		share();
		round_end(&r, round);
		if (use_it == dials &&
		    (client = accept(listener, NULL, NULL)) >= 0)
			close(client);
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
		close(fd);
	}
	rounds_end(&r);
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
