// SPDX-License-Identifier: MIT
/*
 * Link-local addresses: what a program reads of them must have its scope, or
 * it can't dial back. Run by holds_scope.bats with two hosts: this one has
 * fe80::1 and 2001:db8::1 on the interface "here", and $GUEST_PEER is the
 * network namespace of the other one, which has fe80::2 and 2001:db8::2 on
 * "there".
 */
#include "guest.h"

#define LINK "fe80::"
#define SITE "2001:db8::"

static int own_net, peer_net;

static void both_hosts(void)
{
	const char *path = getenv("GUEST_PEER");

	check(path);
	own_net = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	peer_net = must(open(path, O_RDONLY | O_CLOEXEC));
}

static struct sockaddr_in6 at(const char *prefix, int host, int port)
{
	struct sockaddr_in6 out = {.sin6_family = AF_INET6,
				   .sin6_port = htons((uint16_t)port)};
	char text[INET6_ADDRSTRLEN];

	snprintf(text, sizeof(text), "%s%d", prefix, host);
	check(inet_pton(AF_INET6, text, &out.sin6_addr) == 1);
	return out;
}

static struct sockaddr_in6 on_link(const char *prefix, int host, int port)
{
	struct sockaddr_in6 out = at(prefix, host, port);

	if (IN6_IS_ADDR_LINKLOCAL(&out.sin6_addr))
		out.sin6_scope_id = if_nametoindex("here");
	return out;
}

/* The peer's sockets are not the shim's. */
static int peer_socket(int protocol)
{
	long fd;

	must(setns(peer_net, CLONE_NEWNET));
	fd = syscall(SYS_socket, AF_INET6, SOCK_STREAM | SOCK_CLOEXEC,
		     protocol);
	must(setns(own_net, CLONE_NEWNET));
	return must(fd);
}

static int peer_listens(int protocol, const char *prefix, int *port)
{
	struct sockaddr_in6 addr = at(prefix, 2, 0);
	int fd = peer_socket(protocol);

	addr.sin6_scope_id = 0;
	if (IN6_IS_ADDR_LINKLOCAL(&addr.sin6_addr)) {
		must(setns(peer_net, CLONE_NEWNET));
		addr.sin6_scope_id = if_nametoindex("there");
		must(setns(own_net, CLONE_NEWNET));
	}
	must(syscall(SYS_bind, fd, &addr, sizeof(addr)));
	must(syscall(SYS_listen, fd, 8));
	*port = port_of(fd);
	return fd;
}

static int peer_dials(int protocol, const char *prefix, int port)
{
	struct sockaddr_in6 addr = at(prefix, 1, port);
	int fd = peer_socket(protocol);

	if (IN6_IS_ADDR_LINKLOCAL(&addr.sin6_addr)) {
		must(setns(peer_net, CLONE_NEWNET));
		addr.sin6_scope_id = if_nametoindex("there");
		must(setns(own_net, CLONE_NEWNET));
	}
	must(syscall(SYS_connect, fd, &addr, sizeof(addr)));
	return fd;
}

static void say_address(const char *what, const struct sockaddr_in6 *addr)
{
	char text[INET6_ADDRSTRLEN] = "", scope[IF_NAMESIZE] = "none";

	inet_ntop(AF_INET6, &addr->sin6_addr, text, sizeof(text));
	if_indextoname(addr->sin6_scope_id, scope);
	say("%s %s scope %s\n", what, text, scope);
}

static void say_ends(int fd)
{
	struct sockaddr_in6 addr;
	socklen_t len = sizeof(addr);

	must(getsockname(fd, (struct sockaddr *)&addr, &len));
	say_address("own", &addr);
	len = sizeof(addr);
	must(getpeername(fd, (struct sockaddr *)&addr, &len));
	say_address("peer's", &addr);
}

/* To where a client came from, at the port that is the peer's listener's. */
static void dial_back(struct sockaddr_in6 addr, int port)
{
	int fd = new_socket(AF_INET6);

	addr.sin6_port = htons((uint16_t)port);
	say("dialed back: %s\n",
	    result(connect(fd, (struct sockaddr *)&addr, sizeof(addr))));
	close(fd);
}

static int listener_at(const char *prefix, int *port)
{
	struct sockaddr_in6 addr = on_link(prefix, 1, 0);
	int fd = new_socket(AF_INET6);

	must(bind(fd, (struct sockaddr *)&addr, sizeof(addr)));
	do_listen(fd, 8);
	*port = port_of(fd);
	expect_wire(fd);
	return fd;
}

static void listener(void)
{
	static const int protocols[] = {IPPROTO_TCP, IPPROTO_MPTCP};
	int port, back, accepted, client, fd, other;
	struct sockaddr_in6 addr;
	socklen_t len;
	size_t i;

	both_hosts();
	fd = listener_at(LINK, &port);
	other = peer_listens(IPPROTO_TCP, LINK, &back);
	for (i = 0; i < LEN(protocols); i++) {
		client = peer_dials(protocols[i], LINK, port);
		readable(fd);
		len = sizeof(addr);
		accepted = must(accept(fd, (struct sockaddr *)&addr, &len));
		say_address("accepted", &addr);
		say_ends(accepted);
		talk(client, accepted);
		dial_back(addr, back);
		close(accepted);
		syscall(SYS_close, client);
	}
	syscall(SYS_close, other);
	say_descriptors();
}

/* Nothing to lose: it is what listeners are to be. */
static void listener_elsewhere(void)
{
	int port, client, accepted, fd;

	both_hosts();
	fd = listener_at(SITE, &port);
	client = peer_dials(IPPROTO_MPTCP, SITE, port);
	accepted = take(fd);
	say_ends(accepted);
	talk(client, accepted);
}

struct dial {
	const char *from; /* NULL: not bound */
	const char *to;
	bool watched;
	bool fast; /* by its first bytes */
};

static void dial_at(const struct dial *d, int protocol)
{
	struct epoll_event event = {.events = EPOLLOUT};
	struct sockaddr_in6 addr;
	int port, fd, accepted, set = -1, l;

	l = peer_listens(protocol, d->to, &port);
	fd = new_socket(AF_INET6);
	if (d->from) {
		addr = on_link(d->from, 1, 0);
		must(bind(fd, (struct sockaddr *)&addr, sizeof(addr)));
	}
	if (d->watched) {
		set = must(epoll_create1(EPOLL_CLOEXEC));
		must(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
		must(fcntl(fd, F_SETFL, O_NONBLOCK));
	}
	addr = on_link(d->to, 2, port);
	if (d->fast)
		say("dialed: %s\n",
		    result(sendto(fd, "x", 1, MSG_FASTOPEN,
				  (struct sockaddr *)&addr, sizeof(addr))));
	else
		say("dialed: %s\n", result(connect(fd, (struct sockaddr *)&addr,
						   sizeof(addr))));
	if (d->watched) {
		check(epoll_wait(set, &event, 1, PATIENCE * 1000) == 1);
		check(raw_number(fd, SOL_SOCKET, SO_ERROR) == 0);
		close(set);
	}
	accepted = must(syscall(SYS_accept4, l, NULL, NULL, SOCK_CLOEXEC));
	if (d->fast)
		check(recv(accepted, &event, 1, MSG_WAITALL) == 1);
	say_ends(fd);
	talk(fd, accepted);
	close(fd);
	syscall(SYS_close, accepted);
	syscall(SYS_close, l);
}

static void dials(const struct dial *d)
{
	both_hosts();
	dial_at(d, IPPROTO_TCP);
	dial_at(d, IPPROTO_MPTCP);
	say_descriptors();
}

static void dialer(void)
{
	dials(&(struct dial){.to = LINK});
}

static void dialer_bound(void)
{
	dials(&(struct dial){.from = LINK, .to = LINK});
}

static void dialer_bound_alone(void)
{
	dials(&(struct dial){.from = LINK, .to = SITE});
}

static void dialer_watched(void)
{
	dials(&(struct dial){.to = LINK, .watched = true});
}

static void dialer_fast(void)
{
	dials(&(struct dial){.to = LINK, .fast = true});
}

static void dialer_elsewhere(void)
{
	dials(&(struct dial){.to = SITE});
}

/* What can't be read is the kernel's to refuse, and what is short, too. */
static void dialer_unreadable(void)
{
	unsigned char *end = edge_of_memory();
	struct sockaddr_in6 addr = on_link(LINK, 2, 1);
	socklen_t len;
	int fd;

	for (len = 0; len <= sizeof(addr); len++) {
		fd = new_socket(AF_INET6);
		memcpy(end - len, &addr, len);
		say("%u bytes: %s\n", len,
		    result(connect(fd, (struct sockaddr *)(end - len), len)));
		if (len)
			say("%u of them: %s\n", len - 1,
			    result(connect(fd,
					   (struct sockaddr *)(end - len + 1),
					   len)));
		close(fd);
	}
	fd = new_socket(AF_INET6);
	say("none: %s\n", result(connect(fd, NULL, sizeof(addr))));
	say("bad: %s\n",
	    result(connect(fd, (struct sockaddr *)1, sizeof(addr))));
	close(fd);
}

GUEST_CASES({"listener", listener}, {"listener_elsewhere", listener_elsewhere},
	    {"dialer", dialer}, {"dialer_bound", dialer_bound},
	    {"dialer_bound_alone", dialer_bound_alone},
	    {"dialer_watched", dialer_watched}, {"dialer_fast", dialer_fast},
	    {"dialer_elsewhere", dialer_elsewhere},
	    {"dialer_unreadable", dialer_unreadable})
