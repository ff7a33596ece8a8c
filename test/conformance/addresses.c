// SPDX-License-Identifier: MIT
/*
 * Topic addr: who may bind and listen where. EADDRINUSE with and without
 * SO_REUSEADDR and SO_REUSEPORT, IPV6_V6ONLY both ways, IPv4-mapped
 * addresses, and binding again after a listener is gone.
 */
#include "cells.h"

#include <arpa/inet.h>

struct reuse {
	const char *name;
	bool addr, port;
};

static const struct reuse reuses[] = {
	{"none", false, false},
	{"reuseaddr", true, false},
	{"reuseport", false, true},
	{"both", true, true},
};

static void apply(int fd, const struct reuse *r)
{
	int one = 1;

	if (r->addr)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (r->port)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
}

static int get_int(int fd, int level, int option)
{
	int val = -1;
	socklen_t len = sizeof(val);

	return getsockopt(fd, level, option, &val, &len) < 0 ? -1 : val;
}

static int bind_any(int fd, int port, bool any)
{
	struct sockaddr_storage addr;
	socklen_t len = any ? wildcard(&addr, port) : loopback(&addr, port);

	return bind(fd, (void *)&addr, len);
}

/* The second socket's luck; then whether the first may still listen. */
static int pair_of(const struct reuse *a, const struct reuse *b, bool any_a,
		   bool any_b, bool first_listens)
{
	int one = fresh(), two = fresh(), port, ret;

	apply(one, a);
	apply(two, b);
	put("bind", bind_any(one, 0, any_a));
	port = port_of(one);
	if (first_listens)
		put("listen", listen(one, 5));
	ret = bind_any(two, port, any_b);
	put("second-bind", ret);
	if (ret == 0)
		put("second-listen", listen(two, 5));
	if (!first_listens)
		put("first-listen", listen(one, 5));
	put("reuseaddr", get_int(one, SOL_SOCKET, SO_REUSEADDR));
	put("reuseport", get_int(one, SOL_SOCKET, SO_REUSEPORT));
	put("reuseaddr", get_int(two, SOL_SOCKET, SO_REUSEADDR));
	put("reuseport", get_int(two, SOL_SOCKET, SO_REUSEPORT));
	close(one);
	close(two);
	return ret;
}

static void pair_cell(const struct reuse *a, const struct reuse *b, int any,
		      bool listens)
{
	bool any_a = any & 1, any_b = any & 2;
	int ret = -1;

	at(listens ? LISTENING : BOUND, listens ? LISTENER : NO_ROLE, NO_PEER);
	/* a stranger may be on the port of one try, not of three */
	for (int i = 0; ret < 0 && i < 3; i++) {
		begin("second-bind/%s-%s/then-%s-%s", any_a ? "any" : "local",
		      a->name, any_b ? "any" : "local", b->name);
		ret = pair_of(a, b, any_a, any_b, listens);
	}
	end();
}

static void matrix(void)
{
	for (int a = 0; a < 4; a++)
		for (int b = 0; b < 4; b++)
			for (int any = 0; any < 4; any++)
				for (int listens = 0; listens < 2; listens++)
					pair_cell(&reuses[a], &reuses[b], any,
						  listens);
}

/* SO_REUSEADDR and SO_REUSEPORT set only once the first one listens. */
static void late_reuse(void)
{
	at(LISTENING, LISTENER, NO_PEER);
	for (int a = 1; a < 4; a++) {
		int one = listening(), two = fresh();

		begin("late-%s", reuses[a].name);
		apply(one, &reuses[a]);
		apply(two, &reuses[a]);
		put("second-bind", bind_any(two, port_of(one), false));
		put("second-listen", listen(two, 5));
		end();
		begin("late-%s-cleared", reuses[a].name);
		int zero = 0, three = fresh();

		setsockopt(one, SOL_SOCKET, SO_REUSEADDR, &zero, sizeof(zero));
		setsockopt(one, SOL_SOCKET, SO_REUSEPORT, &zero, sizeof(zero));
		apply(three, &reuses[a]);
		put("third-bind", bind_any(three, port_of(one), false));
		end();
	}
}

/* listen() on an unbound socket when the port range has a hole is random;
 * what is not: the port is taken from then on. */
static void unbound_listen(void)
{
	int one = fresh(), two = fresh();

	at(LISTENING, LISTENER, NO_PEER);
	begin("unbound-listen-holds-port");
	put("listen", listen(one, 5));
	put("bind-any", bind_any(two, port_of(one), true));
	put("bind-local", bind_any(two, port_of(one), false));
	put("v6only",
	    family == AF_INET6 ? get_int(one, IPPROTO_IPV6, IPV6_V6ONLY) : 0);
	end();
}

static int bind_mapped(int fd, int port)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	inet_pton(AF_INET6, "::ffff:127.0.0.1", &in6.sin6_addr);
	in6.sin6_port = htons(port);
	return bind(fd, (void *)&in6, sizeof(in6));
}

/* An IPv6 wildcard, by V6ONLY, and an IPv4 one on the same port. */
static int dual(int v, const struct reuse *r)
{
	int one = fresh(), two, port, val = v - 1, ret;

	if (v)
		put("set", setsockopt(one, IPPROTO_IPV6, IPV6_V6ONLY, &val,
				      sizeof(val)));
	apply(one, r);
	put("bind", bind_any(one, 0, true));
	port = port_of(one);
	put("listen", listen(one, 5));
	put("v6only", get_int(one, IPPROTO_IPV6, IPV6_V6ONLY));
	family = AF_INET;
	two = fresh();
	apply(two, r);
	ret = bind_any(two, port, true);
	put("v4-bind", ret);
	if (ret == 0)
		put("v4-listen", listen(two, 5));
	family = AF_INET6;
	close(one);
	close(two);
	return ret;
}

static void v6only(void)
{
	static const char *const names[] = {"default", "off", "on"};

	if (family != AF_INET6)
		return;
	at(LISTENING, LISTENER, NO_PEER);
	for (int v = 0; v < 3; v++) {
		for (int reuse = 0; reuse < 4; reuse++) {
			int ret = -1;

			/* a stranger may have this port in IPv4: try others */
			for (int i = 0; ret < 0 && i < 3; i++) {
				begin("v6only-%s/%s", names[v],
				      reuses[reuse].name);
				ret = dual(v, &reuses[reuse]);
			}
			end();
		}
	}
	at(BOUND, NO_ROLE, NO_PEER);
	begin("v6only-after-bind");
	int fd = bound(), on = 1;

	put("set", setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)));
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("v6only-after-listen");
	fd = listening();
	put("set", setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)));
	end();
	begin("v6only-refuses-mapped");
	fd = fresh();
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	put("bind", bind_mapped(fd, 0));
	end();
}

static void put_peername(int fd)
{
	struct sockaddr_storage addr = {0};
	socklen_t len = sizeof(addr);

	put("sockname", getsockname(fd, (void *)&addr, &len));
	put_addr("addr", &addr);
	len = sizeof(addr);
	put("peername", getpeername(fd, (void *)&addr, &len));
	put_addr("addr", &addr);
	put("len", len);
}

/* An IPv4 peer at an IPv6 listener: its address arrives mapped. */
static void accept_v4(const char *name, int lfd)
{
	int peer, fd = -1;

	at(ACCEPTED, LISTENER, with_peer);
	begin("%s", name);
	put("listen", listen(lfd, 5));
	family = AF_INET;
	peer = peer_connect(port_of(lfd));
	family = AF_INET6;
	put_ok("connect", peer);
	if (peer >= 0)
		fd = accept(lfd, NULL, NULL);
	if (fd >= 0) {
		put_peername(fd);
		put("v6only", get_int(fd, IPPROTO_IPV6, IPV6_V6ONLY));
		peer_send(peer, 3, 0);
		put_mask("mask", settle(fd, POLLIN));
	}
	end();
	if (fd < 0)
		return;
	begin("%s/addrform", name);
	int inet = AF_INET;

	put("set",
	    setsockopt(fd, IPPROTO_IPV6, IPV6_ADDRFORM, &inet, sizeof(inet)));
	put("domain", get_int(fd, SOL_SOCKET, SO_DOMAIN));
	put_peername(fd);
	end();
}

static void mapped_listener(void)
{
	int fd, off = 0, on = 1;

	if (family != AF_INET6)
		return;
	fd = fresh();
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	bind_any(fd, 0, true);
	accept_v4("v4-peer-at-dual-listener", fd);
	fd = fresh();
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	bind_any(fd, 0, true);
	accept_v4("v4-peer-at-v6only-listener", fd);
	fd = fresh();
	bind_mapped(fd, 0);
	accept_v4("v4-peer-at-mapped-listener", fd);
	fd = fresh();
	accept_v4("v4-peer-at-unbound-listener", fd);
}

static void mapped_dialer(void)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	int port, id, fd, inet = AF_INET, peer;

	if (family != AF_INET6)
		return;
	at(CONNECTED, DIALER, with_peer);
	begin("mapped-dialer");
	family = AF_INET;
	id = peer_listen(PEER_CHOSEN, &port);
	family = AF_INET6;
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &in6.sin6_addr);
	in6.sin6_port = htons(port);
	fd = fresh();
	put("connect", connect(fd, (void *)&in6, sizeof(in6)));
	peer = peer_accept(id);
	put_peername(fd);
	end();
	begin("mapped-dialer/addrform");
	put("set",
	    setsockopt(fd, IPPROTO_IPV6, IPV6_ADDRFORM, &inet, sizeof(inet)));
	put("domain", get_int(fd, SOL_SOCKET, SO_DOMAIN));
	put_peername(fd);
	end();
	begin("mapped-dialer/data");
	put("send", send(fd, "abc", 3, MSG_NOSIGNAL));
	put_got("peer", peer_recv(peer, 3));
	end();
	begin("mapped-dialer/v6only");
	fd = fresh();
	inet = 1;
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &inet, sizeof(inet));
	put("connect", connect(fd, (void *)&in6, sizeof(in6)));
	end();
}

/*
 * A listener goes and comes back on its port. Without SO_REUSEADDR, MPTCP
 * may need some milliseconds: only what it settles on is a cell.
 */
static void again(const char *name, int port, const struct reuse *r)
{
	int fd = fresh(), ret = -1;

	apply(fd, r);
	for (int ms = 0; ret < 0 && ms < 100; ms++) {
		ret = bind_any(fd, port, false);
		if (ret < 0)
			nap(1);
	}
	begin("%s", name);
	put("bind", ret);
	put("listen", ret < 0 ? ret : listen(fd, 5));
	end();
	close(fd);
}

static void restart(const struct reuse *r)
{
	char name[64];
	struct link l;
	int lfd, port;

	at(LISTENING, LISTENER, with_peer);
	for (int first = 0; first < 3; first++) {
		static const char *const who[] = {"no-connection", "peer-first",
						  "we-first"};

		lfd = fresh();
		apply(lfd, r);
		bind_any(lfd, 0, false);
		begin("restart-setup");
		put("listen", listen(lfd, 5));
		port = port_of(lfd);
		if (first) {
			l = serve(lfd);
			if (first == 1) {
				peer_close(l.peer);
				settle(l.fd, POLLIN | POLLRDHUP);
				close(l.fd);
			} else {
				close(l.fd);
				peer_recv(l.peer, 1);
				peer_close(l.peer);
			}
		}
		close(lfd);
		snprintf(name, sizeof(name), "restart/%s/%s", who[first],
			 r->name);
		again(name, port, r);
	}
}

static void restarts(void)
{
	for (int r = 0; r < 4; r++)
		restart(&reuses[r]);
}

/* The listener stops while a connection it accepted lives on. */
static void restart_alive(void)
{
	char name[64];

	at(LISTENING, LISTENER, with_peer);
	for (int r = 0; r < 4; r++) {
		struct link l;
		int lfd = fresh(), port;

		apply(lfd, &reuses[r]);
		bind_any(lfd, 0, false);
		begin("restart-setup");
		put("listen", listen(lfd, 5));
		port = port_of(lfd);
		l = serve(lfd);
		close(lfd);
		l.lfd = -1;
		snprintf(name, sizeof(name), "restart/still-connected/%s",
			 reuses[r].name);
		again(name, port, &reuses[r]);
		link_down(&l);
	}
}

/* Two listeners in one SO_REUSEPORT group: both must get connections. */
static void group_share(void)
{
	int one = fresh(), two = fresh(), port, seen = 0;

	at(LISTENING, LISTENER, with_peer);
	begin("reuseport-share");
	apply(one, &reuses[2]);
	apply(two, &reuses[2]);
	put("bind", bind_any(one, 0, false));
	port = port_of(one);
	put("listen", listen(one, 200));
	put("bind", bind_any(two, port, false));
	put("listen", listen(two, 200));
	for (int i = 0; i < 200 && seen != 3; i++) {
		peer_connect(port);
		seen |= (look(one) & POLLIN ? 1 : 0) |
			(look(two) & POLLIN ? 2 : 0);
	}
	put("seen", seen);
	end();
}

static const struct test_case cases[] = {
	{"in-use", matrix},
	{"late-reuse", late_reuse},
	{"unbound-listen", unbound_listen},
	{"v6only", v6only},
	{"mapped-listener", mapped_listener},
	{"mapped-dialer", mapped_dialer},
	{"restart", restarts},
	{"restart-connected", restart_alive},
	{"reuseport-share", group_share},
};

TOPIC(addresses, "addr", cases);
