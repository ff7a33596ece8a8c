// SPDX-License-Identifier: MIT
/*
 * Topic wait: calls that block, and the timeouts that end them: accept(),
 * recv(), send() and connect() with SO_RCVTIMEO or SO_SNDTIMEO set in each
 * phase, also where the accepted socket inherits it. A hang is a cell.
 */
#include "cells.h"

#include <sys/time.h>

static int set_timeout(int fd, int option)
{
	struct timeval tv = {.tv_usec = 30000};

	return setsockopt(fd, SOL_SOCKET, option, &tv, sizeof(tv));
}

static void accept_set_new(void)
{
	int fd = fresh();
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);

	at(LISTENING, LISTENER, NO_PEER);
	begin("accept/set-new");
	put("set", set_timeout(fd, SO_RCVTIMEO));
	put("bind", bind(fd, (void *)&addr, len));
	put("listen", listen(fd, 5));
	put_ok("accept", accept(fd, NULL, NULL));
	end();
}

static void accept_set_bound(void)
{
	int fd = bound();

	at(LISTENING, LISTENER, NO_PEER);
	begin("accept/set-bound");
	put("set", set_timeout(fd, SO_RCVTIMEO));
	put("listen", listen(fd, 5));
	put_ok("accept", accept(fd, NULL, NULL));
	end();
}

static void accept_set_listening(void)
{
	int fd = listening();

	at(LISTENING, LISTENER, NO_PEER);
	begin("accept/set-listening");
	put("set", set_timeout(fd, SO_RCVTIMEO));
	put_ok("accept", accept(fd, NULL, NULL));
	end();
}

/* With one connection waiting the option can't swap the listener. */
static void accept_set_pending(void)
{
	int fd = listening();

	at(LISTENING, LISTENER, with_peer);
	begin("accept/set-pending");
	peer_connect(port_of(fd));
	settle(fd, POLLIN);
	put("set", set_timeout(fd, SO_RCVTIMEO));
	put_ok("first", accept(fd, NULL, NULL));
	put_ok("second", accept(fd, NULL, NULL));
	end();
}

/* Nothing waits any more, but a connection from this listener lives. */
static void accept_set_later(void)
{
	int fd = listening();
	struct link l;

	at(LISTENING, LISTENER, with_peer);
	begin("accept/set-while-connected");
	l = serve(fd);
	put("set", set_timeout(fd, SO_RCVTIMEO));
	put_ok("accept", accept(fd, NULL, NULL));
	end_linked(&l);
}

static void accept_unset(void)
{
	struct timeval none = {0};
	int fd = bound();

	at(LISTENING, LISTENER, with_peer);
	begin("accept/set-and-unset");
	put("set", set_timeout(fd, SO_RCVTIMEO));
	put("unset",
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &none, sizeof(none)));
	put("listen", listen(fd, 5));
	peer_connect_later(port_of(fd), 60);
	put_ok("accept", accept(fd, NULL, NULL));
	put_ok("peer", peer_collect());
	end();
}

/* Blocks without any timeout, until somebody comes. */
static void accept_blocks(void)
{
	int fd = listening();

	at(LISTENING, LISTENER, with_peer);
	begin("accept/blocks");
	peer_connect_later(port_of(fd), 30);
	put_ok("accept", accept(fd, NULL, NULL));
	put_ok("peer", peer_collect());
	end();
}

static void recv_inherited(const char *since)
{
	int fd = strcmp(since, NEW) == 0 ? fresh() : bound();
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	struct link l;
	char c;

	at(ACCEPTED, LISTENER, with_peer);
	begin("recv/inherited-from-%s", since);
	if (strcmp(since, LISTENING) != 0)
		put("set", set_timeout(fd, SO_RCVTIMEO));
	if (strcmp(since, NEW) == 0)
		put("bind", bind(fd, (void *)&addr, len));
	put("listen", listen(fd, 5));
	if (strcmp(since, LISTENING) == 0)
		put("set", set_timeout(fd, SO_RCVTIMEO));
	l = serve(fd);
	put("recv", recv(l.fd, &c, 1, 0));
	end_linked(&l);
}

static void recv_from_new(void)
{
	recv_inherited(NEW);
}
static void recv_from_bound(void)
{
	recv_inherited(BOUND);
}
static void recv_from_listening(void)
{
	recv_inherited(LISTENING);
}

static void recv_timed(void)
{
	for (const char *const *role = both_roles; *role; role++) {
		struct link l;
		char c;

		phase_of(*role);
		l = begin_linked("recv/set-connected", *role);
		put("set", set_timeout(l.fd, SO_RCVTIMEO));
		put("recv", recv(l.fd, &c, 1, 0));
		put("read", read(l.fd, &c, 1));
		put("recvmsg", recvmsg(l.fd, &(struct msghdr){0}, 0));
		peer_send(l.peer, 1, 0);
		put("data", recv(l.fd, &c, 1, 0));
		end_linked(&l);
	}
}

static void recv_kept(void)
{
	int fd = fresh();
	struct link l;
	char c;

	at(CONNECTED, DIALER, with_peer);
	begin("recv/set-new");
	put("set", set_timeout(fd, SO_RCVTIMEO));
	l = dial(fd);
	put("recv", recv(l.fd, &c, 1, 0));
	end_linked(&l);
}

static void send_timed(void)
{
	static char buf[65536];

	for (const char *const *role = both_roles; *role; role++) {
		struct link l;
		long total = 0;
		ssize_t n;

		phase_of(*role);
		l = begin_linked("send/set-connected", *role);
		put("set", set_timeout(l.fd, SO_SNDTIMEO));
		do {
			n = send(l.fd, buf, sizeof(buf), MSG_NOSIGNAL);
			total += n > 0 ? n : 0;
		} while (n > 0 && total < 64 << 20);
		put("send", n);
		end_linked(&l);
	}
}

static void connect_timed(void)
{
	struct sockaddr_storage addr;
	int fd = fresh(), port;

	at(CONNECTING, DIALER, NO_PEER);
	begin("connect/SO_SNDTIMEO");
	peer_listen(PEER_DEAF, &port);
	put("set", set_timeout(fd, SO_SNDTIMEO));
	put("connect", connect(fd, (void *)&addr, loopback(&addr, port)));
	end();
}

/* A full backlog: the connections that fit are all accepted in the end. */
static void backlog(void)
{
	int fd = bound(), got = 0;

	at(LISTENING, LISTENER, with_peer);
	begin("backlog");
	put("listen", listen(fd, 3));
	for (int i = 0; i < 4; i++)
		put_ok("connect", peer_connect(port_of(fd)));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	settle(fd, POLLIN);
	for (int ms = 0; got < 4 && ms < WAIT_MS; ms++) {
		if (accept(fd, NULL, NULL) >= 0)
			got++;
		else
			nap(1);
	}
	put("accepted", got);
	put_ok("more", accept(fd, NULL, NULL));
	end();
}

static const struct test_case cases[] = {
	{"accept-set-new", accept_set_new},
	{"accept-set-bound", accept_set_bound},
	{"accept-set-listening", accept_set_listening},
	{"accept-set-pending", accept_set_pending},
	{"accept-set-later", accept_set_later},
	{"accept-unset", accept_unset},
	{"accept-blocks", accept_blocks},
	{"recv-inherited-new", recv_from_new},
	{"recv-inherited-bound", recv_from_bound},
	{"recv-inherited-listening", recv_from_listening},
	{"recv", recv_timed},
	{"recv-kept", recv_kept},
	{"send", send_timed},
	{"connect", connect_timed},
	{"backlog", backlog},
};

TOPIC(waiting, "wait", cases);
