// SPDX-License-Identifier: MIT
/*
 * Topic other: what the shim has no business with. Datagram and local
 * sockets, sockets made or put to listening by raw system calls, and both
 * roles in one program, connected to each other.
 */
#include "cells.h"

#include <sys/syscall.h>
#include <sys/un.h>

static void udp(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	int one = socket(family, SOCK_DGRAM, 0), two, val = 1;
	char buf[8];

	at(BOUND, NO_ROLE, NO_PEER);
	begin("udp");
	two = socket(family, SOCK_DGRAM, IPPROTO_UDP);
	put("bind", bind(one, (void *)&addr, len));
	len = loopback(&addr, port_of(one));
	put("connect", connect(two, (void *)&addr, len));
	put("send", send(two, "abc", 3, 0));
	put_mask("mask", settle(one, POLLIN));
	put("recv", recv(one, buf, 8, MSG_DONTWAIT));
	put("protocol", protocol_of(one));
	put("tcp-option", setsockopt(one, IPPROTO_TCP, 18, &val, sizeof(val)));
	put("broadcast",
	    setsockopt(one, SOL_SOCKET, SO_BROADCAST, &val, sizeof(val)));
	end();
}

static void local(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int lfd = socket(AF_UNIX, SOCK_STREAM, 0), one, two;
	socklen_t len = sizeof(addr);
	char buf[8];

	at(LISTENING, NO_ROLE, NO_PEER);
	begin("unix");
	put("autobind", bind(lfd, (void *)&addr, sizeof(sa_family_t)));
	put("listen", listen(lfd, 5));
	put("name", getsockname(lfd, (void *)&addr, &len));
	one = socket(AF_UNIX, SOCK_STREAM, 0);
	put("connect", connect(one, (void *)&addr, len));
	two = accept(lfd, NULL, NULL);
	put("send", send(one, "abc", 3, MSG_NOSIGNAL));
	put("recv", recv(two, buf, 8, MSG_DONTWAIT));
	put("protocol", protocol_of(lfd));
	end();
}

/* The kernel's own names for calls that the program did not get by name. */
static void raw_calls(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	int fd = syscall(SYS_socket, family, SOCK_STREAM, 0), val = 1234;
	struct link l;

	at(LISTENING, LISTENER, with_peer);
	begin("raw/socket-then-listen");
	put("bind", bind(fd, (void *)&addr, len));
	put("listen", listen(fd, 5));
	put("protocol", protocol_of(fd));
	l = serve(fd);
	put_ok("accept", l.fd);
	end_linked(&l);
	begin("raw/listen");
	fd = bound();
	put("listen", syscall(SYS_listen, fd, 5));
	put("protocol", protocol_of(fd));
	l = serve(fd);
	put_ok("accept", l.fd);
	end_linked(&l);
	begin("raw/listen-then-listen");
	fd = bound();
	put("raw", syscall(SYS_listen, fd, 5));
	put("listen", listen(fd, 5));
	l = serve(fd);
	put_ok("accept", l.fd);
	end_linked(&l);
	at(NEW, NO_ROLE, NO_PEER);
	begin("raw/setsockopt");
	fd = fresh();
	put("set",
	    syscall(SYS_setsockopt, fd, IPPROTO_TCP, 18, &val, sizeof(val)));
	end();
	begin("raw/getsockopt");
	len = sizeof(val);
	put("get",
	    syscall(SYS_getsockopt, fd, SOL_SOCKET, SO_PROTOCOL, &val, &len));
	put("protocol", val);
	end();
}

/* Dialer and listener in one program, so both under the shim. */
static void itself(void)
{
	struct sockaddr_storage addr;
	int lfd = listening(), one = fresh(), two;
	static char buf[100000];
	size_t done = 0;

	at(CONNECTED, DIALER, SELF_PEER);
	begin("self/connect");
	put("connect",
	    connect(one, (void *)&addr, loopback(&addr, port_of(lfd))));
	two = accept(lfd, NULL, NULL);
	put_ok("accept", two);
	put("protocol", protocol_of(one));
	put("protocol", protocol_of(two));
	end();
	begin("self/data");
	put("send", send(one, buf, 50000, MSG_NOSIGNAL));
	for (int ms = 0; done < 50000 && ms < WAIT_MS; ms++) {
		ssize_t n;

		settle(two, POLLIN);
		n = recv(two, buf, sizeof(buf), MSG_DONTWAIT);
		if (n <= 0)
			break;
		done += n;
	}
	put("received", done);
	put("back", send(two, buf, 10, MSG_NOSIGNAL));
	put_mask("mask", settle(one, POLLIN));
	end();
	begin("self/close");
	put("close", close(two));
	put_mask("mask", settle(one, POLLIN | POLLRDHUP));
	put("recv", recv(one, buf, 100, MSG_DONTWAIT));
	put("eof", recv(one, buf, 100, MSG_DONTWAIT));
	end();
}

static const struct test_case cases[] = {
	{"udp", udp},
	{"unix", local},
	{"raw", raw_calls},
	{"self", itself},
};

TOPIC(others, "other", cases);
