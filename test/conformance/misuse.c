// SPDX-License-Identifier: MIT
/*
 * Topic call: what socket(), bind(), listen(), accept(), shutdown(),
 * getsockname() and getpeername() answer when they are called wrongly,
 * twice, or in the wrong phase.
 */
#include "cells.h"

#include <sys/un.h>

static void put_flags(int fd)
{
	put("nonblock", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	put("cloexec", !!(fcntl(fd, F_GETFD) & FD_CLOEXEC));
}

static void sockets(void)
{
	static const int protocols[] = {0,   IPPROTO_TCP, IPPROTO_UDP,  1,
					255, 256,         IPPROTO_SCTP, -1,
					263, 4096};
	static const struct {
		const char *name;
		int type;
	} types[] = {
		{"stream", SOCK_STREAM},
		{"stream-nonblock", SOCK_STREAM | SOCK_NONBLOCK},
		{"stream-cloexec", SOCK_STREAM | SOCK_CLOEXEC},
		{"stream-both", SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK},
		{"stream-badflag", SOCK_STREAM | 0x40000000},
		{"dgram", SOCK_DGRAM},
		{"seqpacket", SOCK_SEQPACKET},
		{"type0", 0},
		{"type99", 99},
	};

	at(NEW, NO_ROLE, NO_PEER);
	for (size_t t = 0; t < sizeof(types) / sizeof(*types); t++) {
		for (size_t p = 0; p < sizeof(protocols) / sizeof(int); p++) {
			int fd = socket(family, types[t].type, protocols[p]);

			begin("socket/%s/protocol%d", types[t].name,
			      protocols[p]);
			put_ok("socket", fd);
			if (fd >= 0) {
				put_flags(fd);
				put_kind(fd);
				close(fd);
			}
			end();
		}
	}
	begin("socket/bad-family");
	put_ok("socket", socket(AF_MAX + 1, SOCK_STREAM, 0));
	put_ok("socket", socket(-1, SOCK_STREAM, IPPROTO_TCP));
	put_ok("unspec", socket(AF_UNSPEC, SOCK_STREAM, 0));
	end();
	begin("socketpair");
	int pair[2];

	put("tcp", socketpair(family, SOCK_STREAM, 0, pair));
	put("unix", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	end();
}

static void binds(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "x"};
	int fd = fresh();

	at(NEW, NO_ROLE, NO_PEER);
	begin("bind/short");
	put("bind", bind(fd, (void *)&addr, 3));
	put("bind", bind(fd, (void *)&addr, 0));
	put("one-less", bind(fd, (void *)&addr, len - 1));
	end();
	begin("bind/null");
	put("bind", bind(fd, NULL, len));
	end();
	begin("bind/wrong-family");
	put("unix", bind(fd, (void *)&un, sizeof(un)));
	addr.ss_family = family == AF_INET ? AF_INET6 : AF_INET;
	put("other-inet", bind(fd, (void *)&addr, sizeof(addr)));
	end();
	begin("bind/foreign-address");
	len = loopback(&addr, 0);
	if (family == AF_INET)
		((struct sockaddr_in *)&addr)->sin_addr.s_addr =
			htonl(0xc0000263);
	else
		((struct sockaddr_in6 *)&addr)->sin6_addr.s6_addr[0] = 0x20;
	put("bind", bind(fd, (void *)&addr, len));
	end();
	begin("bind/unspec-any");
	len = wildcard(&addr, 0);
	addr.ss_family = AF_UNSPEC;
	put("bind", bind(fd, (void *)&addr, len));
	end();
	close(fd);
	at(BOUND, NO_ROLE, NO_PEER);
	fd = bound();
	begin("bind/twice");
	put("same", bind_to(fd, port_of(fd)));
	put("other", bind_to(fd, 0));
	end();
	begin("bind/longer-address");
	int other = fresh();

	loopback(&addr, 0);
	put("bind", bind(other, (void *)&addr, sizeof(addr)));
	put_names(other);
	end();
	at(LISTENING, LISTENER, NO_PEER);
	fd = listening();
	begin("bind/when-listening");
	put("bind", bind_to(fd, 0));
	end();
	begin("bind/bad-fd");
	put("bind", bind_to(-1, 0));
	put("bind", bind_to(999, 0));
	put("file", bind_to(open("/dev/null", O_RDONLY), 0));
	end();
}

static void bind_connected(void)
{
	for (const char *const *role = both_roles; *role; role++) {
		struct link l = {.fd = -1, .peer = -1, .lfd = -1};

		phase_of(*role);
		l = begin_linked("bind/when-connected", *role);
		put("bind", bind_to(l.fd, 0));
		end();
		begin("listen/when-connected");
		put("listen", listen(l.fd, 5));
		end();
		begin("accept/when-connected");
		put_ok("accept", accept(l.fd, NULL, NULL));
		end();
		begin("connect/when-connected");
		put("connect", connect_to(l.fd, port_of(l.fd)));
		put("connect", connect_to(l.fd, 1));
		end_linked(&l);
	}
}

static void listens(void)
{
	int fd;

	at(LISTENING, LISTENER, NO_PEER);
	begin("listen/unbound");
	fd = fresh();
	put("listen", listen(fd, 5));
	put_names(fd);
	put_mask("mask", look(fd));
	end();
	begin("listen/twice");
	put("again", listen(fd, 5));
	put("more", listen(fd, 50));
	put("less", listen(fd, 0));
	put("negative", listen(fd, -1));
	put_names(fd);
	put_kind(fd);
	end();
	begin("listen/backlog-0");
	fd = bound();
	put("listen", listen(fd, 0));
	end();
	begin("listen/backlog-negative");
	fd = bound();
	put("listen", listen(fd, -5));
	end();
	begin("listen/backlog-huge");
	fd = bound();
	put("listen", listen(fd, 0x7fffffff));
	end();
	begin("listen/keeps-names");
	fd = bound();
	int port = port_of(fd);

	put("listen", listen(fd, 5));
	put_names(fd);
	put("same-port", port == port_of(fd));
	end();
	begin("listen/bad-fd");
	put("negative", listen(-1, 5));
	put("closed", listen(999, 5));
	put("file", listen(open("/dev/null", O_RDONLY), 5));
	put("udp", listen(socket(family, SOCK_DGRAM, 0), 5));
	put("unix", listen(socket(AF_UNIX, SOCK_STREAM, 0), 5));
	end();
	begin("listen/udp-protocol-kept");
	fd = socket(family, SOCK_DGRAM, 0);
	put("listen", listen(fd, 5));
	put_kind(fd);
	end();
}

static void listens_after_shutdown(void)
{
	static const int hows[] = {SHUT_RD, SHUT_WR, SHUT_RDWR};
	static const char *const names[] = {"rd", "wr", "rdwr"};

	at(LISTENING, LISTENER, with_peer);
	for (int i = 0; i < 3; i++) {
		struct link l;
		int fd = listening(), port = port_of(fd);

		begin("listen/after-shutdown-%s", names[i]);
		put("shutdown", shutdown(fd, hows[i]));
		put_mask("mask", look(fd));
		non_blocking(fd);
		put_ok("accept", accept(fd, NULL, NULL));
		put_names(fd);
		put("listen", listen(fd, 5));
		put_mask("mask", look(fd));
		put("same-port", port_of(fd) == port);
		fcntl(fd, F_SETFL, 0);
		l = serve(fd);
		put_ok("accept", l.fd);
		end_linked(&l);
		begin("listen/new-after-shutdown-%s", names[i]);
		fd = bound();
		put("shutdown", shutdown(fd, hows[i]));
		put("listen", listen(fd, 5));
		put_kind(fd);
		end();
	}
}

static void accepts(void)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(addr);
	int fd = fresh();

	at(NEW, NO_ROLE, NO_PEER);
	begin("accept/new");
	put_ok("accept", accept(fd, NULL, NULL));
	put_ok("accept4", accept4(fd, NULL, NULL, SOCK_CLOEXEC));
	end();
	at(BOUND, NO_ROLE, NO_PEER);
	begin("accept/bound");
	put_ok("accept", accept(bound(), NULL, NULL));
	end();
	at(LISTENING, LISTENER, NO_PEER);
	fd = listening();
	non_blocking(fd);
	begin("accept/empty");
	put_ok("accept", accept(fd, NULL, NULL));
	put_ok("again", accept(fd, (void *)&addr, &len));
	put("len", len);
	end();
	begin("accept/bad-flags");
	put_ok("accept4", accept4(fd, NULL, NULL, 0x1234));
	end();
	begin("accept/bad-fd");
	put_ok("negative", accept(-1, NULL, NULL));
	put_ok("closed", accept(999, NULL, NULL));
	put_ok("file", accept(open("/dev/null", O_RDONLY), NULL, NULL));
	put_ok("udp", accept(socket(family, SOCK_DGRAM, 0), NULL, NULL));
	end();
}

/* One connection is pending each time; what comes out of accept()? */
static void accepted(void)
{
	static const int flags[] = {0, SOCK_NONBLOCK, SOCK_CLOEXEC,
				    SOCK_NONBLOCK | SOCK_CLOEXEC};
	struct sockaddr_storage addr = {0};
	int lfd = listening(), fd;
	socklen_t len;

	at(ACCEPTED, LISTENER, with_peer);
	for (int i = 0; i < 4; i++) {
		begin("accept4/flags%d", i);
		peer_connect(port_of(lfd));
		fd = accept4(lfd, NULL, NULL, flags[i]);
		put_flags(fd);
		put_kind(fd);
		put_names(fd);
		put_mask("mask", look(fd));
		end();
	}
	begin("accept/address");
	peer_connect(port_of(lfd));
	len = sizeof(addr);
	fd = accept(lfd, (void *)&addr, &len);
	put_ok("accept", fd);
	put_addr("addr", &addr);
	put("len", len);
	end();
	begin("accept/short-address");
	peer_connect(port_of(lfd));
	memset(&addr, 0, sizeof(addr));
	len = 2;
	put_ok("accept", accept(lfd, (void *)&addr, &len));
	put_addr("addr", &addr);
	put("len", len);
	end();
	begin("accept/bad-address");
	peer_connect(port_of(lfd));
	len = sizeof(addr);
	put_ok("accept", accept(lfd, (void *)8, &len));
	peer_connect(port_of(lfd)); /* the first one is lost */
	put_ok("no-length", accept(lfd, (void *)&addr, NULL));
	end();
	begin("accept/flags-not-inherited");
	lfd = listening();
	non_blocking(lfd);
	fcntl(lfd, F_SETFD, FD_CLOEXEC);
	peer_connect(port_of(lfd));
	settle(lfd, POLLIN);
	fd = accept(lfd, NULL, NULL);
	put_ok("accept", fd);
	put_flags(fd);
	end();
	begin("accept/order");
	lfd = listening();
	fd = peer_connect(port_of(lfd));
	peer_send(fd, 1, 0);
	peer_send(peer_connect(port_of(lfd)), 2, 0);
	fd = accept(lfd, NULL, NULL);
	put_mask("mask", settle(fd, POLLIN));
	put("first", recv(fd, &addr, 9, MSG_DONTWAIT));
	fd = accept(lfd, NULL, NULL);
	settle(fd, POLLIN);
	put("second", recv(fd, &addr, 9, MSG_DONTWAIT));
	end();
}

static void shutdowns(void)
{
	int fd = fresh();

	at(NEW, NO_ROLE, NO_PEER);
	begin("shutdown/new");
	put("rd", shutdown(fd, SHUT_RD));
	put("wr", shutdown(fd, SHUT_WR));
	put("rdwr", shutdown(fd, SHUT_RDWR));
	put("bad", shutdown(fd, 3));
	put("bad", shutdown(fd, -1));
	put_mask("mask", look(fd));
	end();
	at(BOUND, NO_ROLE, NO_PEER);
	begin("shutdown/bound");
	fd = bound();
	put("rdwr", shutdown(fd, SHUT_RDWR));
	put_mask("mask", look(fd));
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("shutdown/bad-how");
	fd = listening();
	put("bad", shutdown(fd, 9));
	put_mask("mask", look(fd));
	end();
	begin("shutdown/bad-fd");
	put("negative", shutdown(-1, 0));
	put("file", shutdown(open("/dev/null", O_RDONLY), 0));
	end();
}

static void names_of(int fd, const char *name)
{
	struct sockaddr_storage addr = {0};
	socklen_t len = 4;

	begin("%s", name);
	put_names(fd);
	put("short", getsockname(fd, (void *)&addr, &len));
	put("len", len);
	len = sizeof(addr);
	put("null", getsockname(fd, NULL, &len));
	put("nulllen", getsockname(fd, (void *)&addr, NULL));
	len = -1;
	put("negative", getsockname(fd, (void *)&addr, &len));
	len = sizeof(addr);
	put("peer-null", getpeername(fd, NULL, &len));
	end();
}

static void names(void)
{
	at(NEW, NO_ROLE, NO_PEER);
	names_of(fresh(), "names");
	at(BOUND, NO_ROLE, NO_PEER);
	names_of(bound(), "names");
	at(LISTENING, LISTENER, NO_PEER);
	names_of(listening(), "names");
	for (const char *const *role = both_roles; *role; role++) {
		struct link l;

		phase_of(*role);
		l = begin_linked("names-setup", *role);
		names_of(l.fd, "names");
		peer_breaks(&l);
		settle(l.fd, POLLHUP);
		names_of(l.fd, "names-after-reset");
		link_down(&l);
	}
}

/* Reading and writing where there is no connection. */
static void io_on(int fd, const char *name)
{
	char c;

	begin("%s", name);
	put("send", send(fd, "x", 1, MSG_NOSIGNAL));
	put("recv", recv(fd, &c, 1, MSG_DONTWAIT));
	put("read", read(fd, &c, 1));
	put("peek", recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT));
	put("oob", recv(fd, &c, 1, MSG_OOB));
	put("errqueue", recv(fd, &c, 1, MSG_ERRQUEUE));
	put("send-zero", send(fd, "", 0, MSG_NOSIGNAL));
	put("recv-zero", recv(fd, &c, 0, MSG_DONTWAIT));
	end();
}

static void io(void)
{
	at(NEW, NO_ROLE, NO_PEER);
	io_on(fresh(), "io");
	at(BOUND, NO_ROLE, NO_PEER);
	io_on(bound(), "io");
	at(LISTENING, LISTENER, NO_PEER);
	io_on(listening(), "io");
}

static const struct test_case cases[] = {
	{"socket", sockets},
	{"bind", binds},
	{"bind-connected", bind_connected},
	{"listen", listens},
	{"listen-after-shutdown", listens_after_shutdown},
	{"accept", accepts},
	{"accepted", accepted},
	{"shutdown", shutdowns},
	{"names", names},
	{"io", io},
};

TOPIC(misuse, "call", cases);
