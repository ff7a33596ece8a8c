// SPDX-License-Identifier: MIT
/*
 * Topic connect: connect() in every way it can go: wrong addresses, refused,
 * still in progress, connected, undone with AF_UNSPEC, tried again, and
 * listen() on a socket that once connected or tried to.
 */
#include "cells.h"

#include <sys/un.h>

static void connects(void)
{
	struct sockaddr_storage addr;
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "x"};
	socklen_t len = loopback(&addr, 1);
	int fd = fresh();

	at(NEW, NO_ROLE, NO_PEER);
	begin("short");
	put("connect", connect(fd, (void *)&addr, 1));
	put("zero", connect(fd, (void *)&addr, 0));
	put("one-less", connect(fd, (void *)&addr, len - 1));
	end();
	begin("null");
	put("connect", connect(fd, NULL, len));
	end();
	begin("wrong-family");
	put("unix", connect(fd, (void *)&un, sizeof(un)));
	addr.ss_family = family == AF_INET ? AF_INET6 : AF_INET;
	put("other-inet", connect(fd, (void *)&addr, sizeof(addr)));
	end();
	begin("unspec-on-new");
	put("connect", unspec(fd));
	put("again", unspec(fd));
	put_mask("mask", look(fd));
	end();
	begin("bad-fd");
	put("connect", connect_to(-1, 1));
	put("connect", connect_to(999, 1));
	put("file", connect_to(open("/dev/null", O_RDONLY), 1));
	end();
	at(LISTENING, LISTENER, NO_PEER);
	fd = listening();
	begin("when-listening");
	put("connect", connect_to(fd, silent_port()));
	put("self", connect_to(fd, port_of(fd)));
	put_mask("mask", look(fd));
	end();
	begin("unspec-on-listening");
	put("connect", unspec(fd));
	put_mask("mask", look(fd));
	put_names(fd);
	put("listen", listen(fd, 5));
	put_mask("mask", look(fd));
	end();
}

static void odd_destinations(void)
{
	struct sockaddr_storage addr;
	socklen_t len;

	at(CONNECTING, DIALER, NO_PEER);
	begin("port-0");
	put("connect", connect_to(fresh(), 0));
	end();
	begin("multicast");
	len = loopback(&addr, 9);
	if (family == AF_INET)
		((struct sockaddr_in *)&addr)->sin_addr.s_addr =
			htonl(0xe0000001);
	else
		((struct sockaddr_in6 *)&addr)->sin6_addr.s6_addr[0] = 0xff;
	put("connect", connect(fresh(), (void *)&addr, len));
	end();
	begin("broadcast");
	if (family == AF_INET)
		((struct sockaddr_in *)&addr)->sin_addr.s_addr = ~0;
	put("connect", connect(fresh(), (void *)&addr, len));
	end();
	begin("any-address");
	len = wildcard(&addr, silent_port());
	put("connect", connect(fresh(), (void *)&addr, len));
	end();
}

static void refused(void)
{
	int fd = fresh(), port = silent_port(), port2;

	at(CONNECTING, DIALER, NO_PEER);
	begin("refused/blocking");
	put("connect", connect_to(fd, port));
	put_mask("mask", look(fd));
	put_errno("so_error", so_error(fd));
	put_names(fd);
	put_kind(fd);
	end();
	begin("refused/blocking-again");
	put("connect", connect_to(fd, port));
	put("again", connect_to(fd, port));
	put_mask("mask", look(fd));
	end();
	begin("refused/then-send");
	put("send", send(fd, "x", 1, MSG_NOSIGNAL));
	put("recv", recv(fd, &fd, 1, MSG_DONTWAIT));
	end();
	begin("refused/non-blocking");
	fd = fresh();
	non_blocking(fd);
	put("connect", connect_to(fd, port));
	put_mask("mask", settle(fd, POLLERR | POLLHUP));
	put_errno("so_error", so_error(fd));
	put_errno("so_error", so_error(fd));
	put_mask("mask", look(fd));
	end();
	begin("refused/non-blocking-connect-again");
	fd = fresh();
	non_blocking(fd);
	put("connect", connect_to(fd, port));
	settle(fd, POLLERR | POLLHUP);
	put("second", connect_to(fd, port));
	port2 = connect_to(fd, port);
	put("third", port2);
	end();
	begin("refused/non-blocking-recv");
	fd = fresh();
	non_blocking(fd);
	put("connect", connect_to(fd, port));
	settle(fd, POLLERR | POLLHUP);
	put("recv", recv(fd, &port2, 1, 0));
	put("recv", recv(fd, &port2, 1, 0));
	put("send", send(fd, "x", 1, MSG_NOSIGNAL));
	end();
	begin("refused/bound-keeps-port");
	fd = bound();
	port2 = port_of(fd);
	put("connect", connect_to(fd, port));
	put("same-port", port_of(fd) == port2);
	put_names(fd);
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("refused/then-listen");
	put("listen", listen(fd, 5));
	put_names(fd);
	put_mask("mask", look(fd));
	end();
	begin("refused/unbound-then-listen");
	fd = fresh();
	put("connect", connect_to(fd, port));
	put("listen", listen(fd, 5));
	put_mask("mask", look(fd));
	end();
}

static void refused_then_dial(void)
{
	int fd = fresh();
	struct link l;

	at(CONNECTED, DIALER, with_peer);
	begin("refused/then-connect");
	put("connect", connect_to(fd, silent_port()));
	l = dial(fd);
	put_mask("mask", look(fd));
	end_linked(&l);
}

static void in_progress(void)
{
	struct timeval tv = {.tv_usec = 20000};
	int port, fd = fresh();

	peer_listen(PEER_DEAF, &port);
	at(CONNECTING, DIALER, NO_PEER);
	non_blocking(fd);
	begin("progress/connect");
	put("first", connect_to(fd, port));
	put("second", connect_to(fd, port));
	put("third", connect_to(fd, port));
	put_mask("mask", look(fd));
	put_errno("so_error", so_error(fd));
	end();
	begin("progress/names");
	put_names(fd);
	end();
	begin("progress/bind");
	put("bind", bind_to(fd, 0));
	end();
	begin("progress/listen");
	put("listen", listen(fd, 5));
	end();
	begin("progress/accept");
	put_ok("accept", accept(fd, NULL, NULL));
	end();
	begin("progress/send");
	put("send", send(fd, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT));
	end();
	begin("progress/recv");
	put("recv", recv(fd, &port, 1, MSG_DONTWAIT));
	end();
	begin("progress/unspec");
	put("connect", unspec(fd));
	put_mask("mask", look(fd));
	put_errno("so_error", so_error(fd));
	end();
	begin("progress/shutdown");
	peer_listen(PEER_DEAF, &port);
	fd = fresh();
	non_blocking(fd);
	put("connect", connect_to(fd, port));
	put("shutdown", shutdown(fd, SHUT_RDWR));
	put_mask("mask", look(fd));
	put("again", connect_to(fd, port));
	end();
	begin("progress/sndtimeo");
	fd = fresh();
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	put("connect", connect_to(fd, port));
	put("again", connect_to(fd, port));
	put_mask("mask", look(fd));
	end();
	begin("progress/close");
	put("close", close(fd));
	end();
}

static void dials(void)
{
	int port, id = peer_listen(PEER_CHOSEN, &port), fd = fresh(), got;

	at(CONNECTED, DIALER, with_peer);
	begin("non-blocking");
	non_blocking(fd);
	got = connect_to(fd, port);
	put_ok("connect", got < 0 && errno == EINPROGRESS ? 0 : got);
	put_mask("mask", settle(fd, POLLOUT));
	put_errno("so_error", so_error(fd));
	put("again", connect_to(fd, port));
	put("once-more", connect_to(fd, port));
	put_names(fd);
	put_kind(fd);
	end();
	peer_accept(id);
	begin("unspec-on-connected");
	struct link l = dial(fresh());

	put("connect", unspec(l.fd));
	put_mask("mask", look(l.fd));
	put_names(l.fd);
	put("send", send(l.fd, "x", 1, MSG_NOSIGNAL));
	put("recv", recv(l.fd, &got, 1, MSG_DONTWAIT));
	put_got("peer", peer_recv(l.peer, 1));
	end();
	begin("unspec-then-again");
	peer_close(l.peer);
	l = dial(l.fd);
	put_mask("mask", look(l.fd));
	peer_send(l.peer, 3, 0);
	put_mask("mask", settle(l.fd, POLLIN));
	put("send", send(l.fd, "ab", 2, MSG_NOSIGNAL));
	put_got("peer", peer_recv(l.peer, 2));
	end();
	begin("unspec-then-listen");
	put("connect", unspec(l.fd));
	put("listen", listen(l.fd, 5));
	put_mask("mask", look(l.fd));
	end();
	begin("bound");
	fd = bound();
	port = port_of(fd);
	l = dial(fd);
	put("same-port", port_of(fd) == port);
	put_names(fd);
	end_linked(&l);
	begin("longer-address");
	struct sockaddr_storage addr;

	peer_listen(PEER_CHOSEN, &port);
	loopback(&addr, port);
	fd = fresh();
	put("connect", connect(fd, (void *)&addr, sizeof(addr)));
	end();
	begin("any-address");
	fd = fresh();
	put("connect", connect(fd, (void *)&addr, wildcard(&addr, port)));
	put_names(fd);
	end();
}

/* A simultaneous open with oneself: TCP allows it. */
static void self_connect(void)
{
	int fd = bound();
	char c = 0;

	at(CONNECTED, DIALER, SELF_PEER);
	begin("to-itself");
	put("connect", connect_to(fd, port_of(fd)));
	put_mask("mask", look(fd));
	put_names(fd);
	end();
	begin("to-itself-data");
	put("send", send(fd, "x", 1, MSG_NOSIGNAL));
	put_mask("mask", settle(fd, POLLIN));
	put("recv", recv(fd, &c, 1, MSG_DONTWAIT));
	put("shutdown", shutdown(fd, SHUT_WR));
	put_mask("mask", settle(fd, POLLIN | POLLHUP));
	put("recv", recv(fd, &c, 1, MSG_DONTWAIT));
	end();
}

static const struct test_case cases[] = {
	{"misuse", connects},
	{"odd", odd_destinations},
	{"refused", refused},
	{"refused-then-connect", refused_then_dial},
	{"in-progress", in_progress},
	{"dial", dials},
	{"self-connect", self_connect},
};

TOPIC(connecting, "connect", cases);
