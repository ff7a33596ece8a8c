// SPDX-License-Identifier: MIT
/*
 * What is remembered of a socket must end with it: its number is another one's
 * next. Run by hint_outlives.bats.
 */
#include "guest.h"

static int number(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	must(getsockopt(fd, level, name, &value, &len));
	return value;
}

static void put(int fd, int level, int name, int value)
{
	must(setsockopt(fd, level, name, &value, sizeof(value)));
}

/* Accepted sockets of one number, one after the other. */
static void accepted(void)
{
	int port, lfd = new_listener(AF_INET, &port), i, fd, client;
	int before = -1;

	expect_wire(lfd);
	for (i = 0; i < 4; i++) {
		client = dial(AF_INET, port, IPPROTO_MPTCP);
		fd = take(lfd);
		check(before < 0 || fd == before);
		before = fd;
		/* At once: what data does to it is the kernel's. */
		say("thin %d",
		    number(fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS));
		if (wire(fd) == IPPROTO_MPTCP)
			check(number(fd, IPPROTO_TCP, TCP_QUICKACK) == 1);
		put(fd, IPPROTO_TCP, TCP_QUICKACK, 0);
		put(fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, 1);
		say(", quick %d thin %d\n",
		    number(fd, IPPROTO_TCP, TCP_QUICKACK),
		    number(fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS));
		syscall(SYS_close, client);
		close(fd);
	}
	close(lfd);
}

/* A dialer that is given another number keeps what was said of it. */
static void moved(void)
{
	int fd = new_socket(AF_INET), other;

	put(fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, 1);
	other = dup(fd);
	close(fd);
	say("%d\n", number(other, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS));
	/* Back to TCP for this: the kernel itself tells then. */
	put(other, IPPROTO_TCP, TCP_USER_TIMEOUT, 9000);
	say("%d\n", number(other, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS));
	close(other);
}

/* More sockets than are remembered: none has another's. */
static void many(void)
{
	int i, fd, wrong = 0;

	for (i = 0; i < 12000; i++) {
		fd = new_socket(AF_INET);
		wrong += number(fd, IPPROTO_TCP, TCP_QUICKACK) != 1;
		put(fd, IPPROTO_TCP, TCP_QUICKACK, 0);
		wrong += number(fd, IPPROTO_TCP, TCP_QUICKACK) != 0;
		close(fd);
	}
	say("wrong %d\n", wrong);
}

/* A TCP listener's -1 is what its connections have. */
static void lowat(void)
{
	int port, lfd, fd, client;

	lfd = new_socket(AF_INET);
	port = bind_loopback(lfd, AF_INET);
	put(lfd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, -1);
	do_listen(lfd, 16);
	client = dial(AF_INET, port, IPPROTO_TCP);
	fd = take(lfd);
	say("listener %d accepted %d\n",
	    number(lfd, IPPROTO_TCP, TCP_NOTSENT_LOWAT),
	    number(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT));
	syscall(SYS_close, client);
	close(fd);
	close(lfd);
}

/* An IPv4 socket's number is an IPv6 socket's now. */
static void family(void)
{
	int v4 = new_socket(AF_INET), v6 = new_socket(AF_INET6);

	put(v6, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	must(dup2(v6, v4));
	say("v6only %d", number(v4, IPPROTO_IPV6, IPV6_V6ONLY));
	put(v4, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	say(" %d\n", number(v6, IPPROTO_IPV6, IPV6_V6ONLY));
	close(v6);
	close(v4);
}

/* Who dials has an address that it was not bound to. */
static void dialer(void)
{
	struct sockaddr_storage at;
	int lfd = must(syscall(SYS_socket, AF_INET6, SOCK_STREAM, 0));
	int bound, fd = new_socket(AF_INET6), other = new_socket(AF_INET6);
	socklen_t len = loopback(&at, AF_INET6, 0);

	must(syscall(SYS_bind, lfd, &at, len));
	must(syscall(SYS_listen, lfd, 16));
	loopback(&at, AF_INET6, port_of(lfd));
	must(connect(fd, (struct sockaddr *)&at, len));
	bound = bind_loopback(other, AF_INET6);
	check(bound);
	must(connect(other, (struct sockaddr *)&at, len));
	say("v6only %d, bound %d\n", number(fd, IPPROTO_IPV6, IPV6_V6ONLY),
	    number(other, IPPROTO_IPV6, IPV6_V6ONLY));
	close(fd);
	close(other);
	close(lfd);
}

GUEST_CASES({"accepted", accepted}, {"moved", moved}, {"many", many},
	    {"lowat", lowat}, {"family", family}, {"dialer", dialer})
