// SPDX-License-Identifier: MIT
/*
 * Topic native: sockets the program itself asked IPPROTO_MPTCP for. The
 * shim must leave them alone in every mode: what they say is what MPTCP
 * says, SO_PROTOCOL and refused options included.
 */
#include "cells.h"

#define SOL_MPTCP_LEVEL 284

static void put_options(int fd)
{
	static const int options[] = {1, 12, 18, 27, 31, 14, 4, 9};
	char label[32], info[512];
	int one = 1;
	socklen_t len = sizeof(info);

	put("protocol", protocol_of(fd));
	for (size_t i = 0; i < sizeof(options) / sizeof(int); i++) {
		snprintf(label, sizeof(label), "tcp%d", options[i]);
		put(label,
		    setsockopt(fd, IPPROTO_TCP, options[i], &one, sizeof(one)));
	}
	put("info", getsockopt(fd, SOL_MPTCP_LEVEL, 1, info, &len));
	put("ttl", setsockopt(fd, IPPROTO_IP, 2, &one, sizeof(one)));
}

static int native_socket(void)
{
	return socket(family, SOCK_STREAM, IPPROTO_MPTCP);
}

static void alone(void)
{
	static const struct {
		const char *name;
		int type, protocol;
	} odd[] = {
		{"dgram", SOCK_DGRAM, IPPROTO_MPTCP},
		{"seqpacket", SOCK_SEQPACKET, IPPROTO_MPTCP},
		{"nonblock", SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_MPTCP},
		{"cloexec", SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP},
	};
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	int fd = native_socket();

	at(NEW, NO_ROLE, NO_PEER);
	begin("options");
	put_ok("socket", fd);
	put_options(fd);
	put_mask("mask", look(fd));
	end();
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		begin("socket/%s", odd[i].name);
		fd = socket(family, odd[i].type, odd[i].protocol);
		put_ok("socket", fd);
		if (fd >= 0)
			put("protocol", protocol_of(fd));
		end();
	}
	at(LISTENING, LISTENER, NO_PEER);
	begin("options");
	fd = native_socket();
	put("bind", bind(fd, (void *)&addr, len));
	put("listen", listen(fd, 5));
	put_options(fd);
	end();
}

static void listener(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	struct link l;
	int fd = native_socket();

	at(ACCEPTED, LISTENER, with_peer);
	begin("accept");
	put("bind", bind(fd, (void *)&addr, len));
	put("listen", listen(fd, 5));
	l = serve(fd);
	put("protocol", protocol_of(l.fd));
	peer_send(l.peer, 3, 0);
	put_mask("mask", settle(l.fd, POLLIN));
	put_options(l.fd);
	end_linked(&l);
}

static void dialer(void)
{
	struct link l;

	at(CONNECTED, DIALER, with_peer);
	begin("connect");
	l = dial(native_socket());
	put("protocol", protocol_of(l.fd));
	peer_send(l.peer, 3, 0);
	put_mask("mask", settle(l.fd, POLLIN));
	put("send", send(l.fd, "abc", 3, MSG_NOSIGNAL));
	put_got("peer", peer_recv(l.peer, 3));
	end_linked(&l);
}

static const struct test_case cases[] = {
	{"alone", alone},
	{"listener", listener},
	{"dialer", dialer},
};

TOPIC(native, "native", cases);
