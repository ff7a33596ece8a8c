// SPDX-License-Identifier: MIT
/*
 * Asks a socket by ioctl() how much there is to read and unsent, in every
 * state that it comes to. Run by ioctl_amounts.bats. Peers are raw sockets of
 * both protocols.
 */
#include <linux/sockios.h>
#include "guest.h"

static void ask(const char *state, int fd)
{
	static const struct {
		const char *name;
		unsigned long request;
	} requests[] = {
		{"unread", FIONREAD},
		{"unsent", SIOCOUTQ},
		{"notsent", SIOCOUTQNSD},
		{"mark", SIOCATMARK},
	};
	int value, ret;
	size_t i;

	say("%s:", state);
	for (i = 0; i < LEN(requests); i++) {
		value = -7;
		errno = 7777;
		ret = ioctl(fd, requests[i].request, &value);
		say(" %s %s", requests[i].name, result(ret));
		if (!ret)
			say(" %d", value);
		check(ret || errno == 7777);
	}
	ret = sockatmark(fd);
	say(" sockatmark %d %s\n", ret, result(ret));
}

static void bad_pointers(int fd)
{
	say("nowhere: %s", result(ioctl(fd, FIONREAD, NULL)));
	say(" %s", result(ioctl(fd, SIOCOUTQ, NULL)));
	say(" %s\n", result(ioctl(fd, SIOCATMARK, edge_of_memory())));
}

static void alone(void)
{
	int port, fd = new_socket(AF_INET), listener;

	ask("new", fd);
	bad_pointers(fd);
	bind_loopback(fd, AF_INET);
	ask("bound", fd);
	listener = new_listener(AF_INET6, &port);
	ask("listening", listener);
	dial(AF_INET6, port, IPPROTO_TCP);
	dial(AF_INET6, port, IPPROTO_MPTCP);
	readable(listener);
	ask("asked", listener);
}

static int family;

struct pair {
	int fd, peer;
};

static struct pair connected(bool dialer, int protocol)
{
	struct sockaddr_storage at;
	struct pair p;
	int l, port;
	socklen_t len;

	if (!dialer) {
		l = new_listener(family, &port);
		p.peer = dial(family, port, protocol);
		p.fd = take(l);
		close(l);
		return p;
	}
	l = must(syscall(SYS_socket, family, SOCK_STREAM, protocol));
	len = loopback(&at, family, 0);
	check(!syscall(SYS_bind, l, &at, len) && !syscall(SYS_listen, l, 5));
	len = loopback(&at, family, port_of(l));
	p.fd = new_socket(family);
	must(connect(p.fd, (struct sockaddr *)&at, len));
	p.peer = must(syscall(SYS_accept, l, NULL, NULL));
	syscall(SYS_close, l);
	return p;
}

static void wait_for_event(int fd, short event)
{
	struct pollfd p = {fd, event, 0};

	while (!(p.revents & event))
		check(poll(&p, 1, PATIENCE * 1000) == 1);
}

static void put(const struct pair *p, size_t n)
{
	static char bytes[30000];

	check((size_t)syscall(SYS_sendto, p->peer, bytes, n, 0, NULL, 0) == n);
}

/* All of it is here, and nobody asked what the tested calls say. */
static void arrived(int fd, int n)
{
	static char bytes[30000];

	check(recv(fd, bytes, (size_t)n, MSG_PEEK | MSG_WAITALL) == n);
}

static void get(int fd, int n)
{
	static char bytes[30000];

	check(recv(fd, bytes, (size_t)n, MSG_WAITALL) == n);
}

static void at_the_end(struct pair p, int n)
{
	char text[32];
	int left;

	if (n)
		put(&p, (size_t)n);
	check(!syscall(SYS_shutdown, p.peer, SHUT_WR));
	wait_for_event(p.fd, POLLRDHUP);
	if (n)
		arrived(p.fd, n);
	snprintf(text, sizeof(text), "%d and the end", n);
	ask(text, p.fd);
	if (n > 1) {
		get(p.fd, 1);
		ask("one read", p.fd);
	}
	for (left = n > 1 ? n - 1 : n; left > 0;
	     left -= left > 9 ? left - 9 : 1)
		get(p.fd, left > 9 ? left - 9 : 1);
	ask("at the end", p.fd);
	check(recv(p.fd, text, 1, 0) == 0);
	ask("end read", p.fd);
	check(send(p.fd, text, 1, MSG_NOSIGNAL) == 1);
	close(p.fd);
	syscall(SYS_close, p.peer);
}

/* As programs drain what there is: while (available() > 0) read(). */
static void drained(struct pair p)
{
	int n = 0, all = 0;
	char byte;

	put(&p, 1000);
	check(!syscall(SYS_close, p.peer));
	wait_for_event(p.fd, POLLRDHUP);
	arrived(p.fd, 1000);
	while (!ioctl(p.fd, FIONREAD, &n) && n > 0) {
		check(recv(p.fd, &byte, 1, 0) == 1);
		all++;
	}
	say("drained %d\n", all);
	close(p.fd);
}

static void midway(struct pair p)
{
	ask("idle", p.fd);
	put(&p, 1);
	arrived(p.fd, 1);
	ask("one byte", p.fd);
	put(&p, 4);
	arrived(p.fd, 5);
	ask("five bytes", p.fd);
	get(p.fd, 2);
	ask("two read", p.fd);
	bad_pointers(p.fd);
	check(!shutdown(p.fd, SHUT_RD));
	ask("reading shut", p.fd);
	get(p.fd, 3);
	ask("and read", p.fd);
	close(p.fd);
	syscall(SYS_close, p.peer);
}

/* What is on its way, to a peer that reads nothing. */
static void in_flight(struct pair p)
{
	static char bytes[65536];
	int sent = 0, unsent = -1, notsent = -1, n;

	do {
		n = (int)send(p.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
		sent += n > 0 ? n : 0;
	} while (n > 0);
	check(!ioctl(p.fd, SIOCOUTQNSD, &notsent));
	check(!ioctl(p.fd, SIOCOUTQ, &unsent));
	if (unsent <= 0 || unsent > sent || notsent < 0 || notsent > unsent)
		fail("sent %d, of it %d unsent, %d not sent yet", sent, unsent,
		     notsent);
	close(p.fd);
	syscall(SYS_close, p.peer);
}

/* The error is the program's to find, whatever was asked before. */
static void reset(struct pair p, int n)
{
	struct linger now = {1, 0};
	char byte;

	if (n) {
		put(&p, (size_t)n);
		arrived(p.fd, n);
	}
	check(!syscall(SYS_setsockopt, p.peer, SOL_SOCKET, SO_LINGER, &now,
		       sizeof(now)));
	check(!syscall(SYS_close, p.peer));
	wait_for_event(p.fd, POLLERR);
	ask(n ? "reset with data" : "reset", p.fd);
	if (!n)
		say("then %s\n", result(recv(p.fd, &byte, 1, 0)));
	ask("after that", p.fd);
	close(p.fd);
}

static void roles(int protocol)
{
	int i;

	for (i = 0; i < 4; i++) {
		const bool dialer = i % 2;

		family = i < 2 ? AF_INET : AF_INET6;
		say("%s, %s\n", dialer ? "dialer" : "accepted",
		    family == AF_INET ? "IPv4" : "IPv6");
		midway(connected(dialer, protocol));
		in_flight(connected(dialer, protocol));
		at_the_end(connected(dialer, protocol), 0);
		at_the_end(connected(dialer, protocol), 1);
		at_the_end(connected(dialer, protocol), 3);
		at_the_end(connected(dialer, protocol), 30000);
		drained(connected(dialer, protocol));
		reset(connected(dialer, protocol), 0);
		reset(connected(dialer, protocol), 1);
		reset(connected(dialer, protocol), 5);
	}
}

static void tcp(void)
{
	roles(IPPROTO_TCP);
}

static void mptcp(void)
{
	roles(IPPROTO_MPTCP);
}

/* Not sockets, or not ours: as ever. */
static void others(void)
{
	int ends[2], datagrams, native;

	must(pipe(ends));
	check(write(ends[1], "ab", 2) == 2);
	ask("pipe", ends[0]);
	close(ends[1]);
	ask("pipe without a writer", ends[0]);
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	check(write(ends[1], "a", 1) == 1);
	close(ends[1]);
	ask("local socket at its end", ends[0]);
	datagrams = must(socket(AF_INET, SOCK_DGRAM, 0));
	ask("datagrams", datagrams);
	ask("no descriptor", 4000);
	native = must(socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
	ask("its own MPTCP", native);
	must(listen(native, 5));
	ask("its own, listening", native);
}

/* As inetd does: another program, that makes no socket, for each connection. */
static void service(void)
{
	static const int protocols[] = {IPPROTO_TCP, IPPROTO_MPTCP};
	struct pair p;
	size_t i;
	pid_t pid;

	family = AF_INET;
	for (i = 0; i < LEN(protocols); i++) {
		p = connected(false, protocols[i]);
		put(&p, 3);
		check(!syscall(SYS_shutdown, p.peer, SHUT_WR));
		wait_for_event(p.fd, POLLRDHUP);
		arrived(p.fd, 3);
		pid = must(fork());
		if (!pid) {
			must(dup2(p.fd, STDIN_FILENO));
			execl("/proc/self/exe", "ioctl_amounts", "served",
			      (char *)NULL);
			_exit(1);
		}
		wait_for(pid);
		close(p.fd);
		syscall(SYS_close, p.peer);
	}
}

static void served(void)
{
	ask("three and the end", STDIN_FILENO);
	get(STDIN_FILENO, 3);
	ask("at the end", STDIN_FILENO);
}

GUEST_CASES({"alone", alone}, {"tcp", tcp}, {"mptcp", mptcp},
	    {"others", others}, {"service", service}, {"served", served})
