// SPDX-License-Identifier: MIT
/*
 * Numbers that are closed behind the back of whoever hooks close(), and given
 * to something else: each is what it is now.
 * Run by broke_close_range.bats, plain and under the shim.
 */
#include "guest.h"

/* A second life for all numbers above 2. */
static void sweep(void)
{
	must(close_range(3, ~0U, 0));
}

static int serve_one(void)
{
	int port, lfd = new_listener(AF_INET, &port);

	expect_wire(lfd);
	serves(lfd, AF_INET, port);
	return port;
}

static void dial_one(void)
{
	struct sockaddr_storage at;
	int port, lfd = new_listener(AF_INET, &port);
	int accepted, fd = new_socket(AF_INET);
	socklen_t len = loopback(&at, AF_INET, port);

	must(connect(fd, (struct sockaddr *)&at, len));
	accepted = take(lfd);
	talk(fd, accepted);
}

/* Listener, dialer, accepted: each number in turn is each of them. */
static void all_in_turn(void)
{
	int i, ends[2];

	sweep();
	for (i = 0; i < 3; i++) {
		serve_one();
		sweep();
		dial_one();
		sweep();
		must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
		talk(ends[0], ends[1]);
		sweep();
		must(socket(AF_UNIX, SOCK_DGRAM, 0));
		must(socket(AF_INET, SOCK_DGRAM, 0));
		sweep();
		must(new_socket(AF_INET6));
		sweep();
		say_descriptors();
	}
}

/* What it sees of a socket of a number that was MPTCP before. */
static void not_what_it_was(void)
{
	int protocol, port, fd;
	socklen_t len = sizeof(protocol);

	sweep();
	fd = new_listener(AF_INET, &port);
	sweep();
	/* Not by socket(): from accept(). */
	must(dup2(STDIN_FILENO, fd));
	port = 0;
	new_listener(AF_INET, &port);
	dial(AF_INET, port, IPPROTO_TCP);
	close(fd);
	check(take(fd + 1) == fd);
	must(getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len));
	check(protocol == IPPROTO_TCP);
	check(wire(fd) == IPPROTO_TCP);
	protocol = 5;
	must(setsockopt(fd, IPPROTO_IP, IP_TTL, &protocol, sizeof(protocol)));
	say("listen %s\n", result(listen(fd, 5)));
	say_descriptors();
}

GUEST_CASES({"all_in_turn", all_in_turn}, {"not_what_it_was", not_what_it_was})
