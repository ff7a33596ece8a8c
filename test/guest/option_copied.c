// SPDX-License-Identifier: MIT
/*
 * What a server reads from its listener it sets on each connection that it
 * accepts (Erlang's gen_tcp:accept(), Java's and Go's wrappers), and a dialer
 * does so from one connection to the next: every option of every level that
 * TCP has, known or not. Run by option_copied.bats.
 */
#include "guest.h"

#define ROOM 64

static const int levels[] = {SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP};

static void say_value(const char *what, int ret, const unsigned char *value,
		      socklen_t len, bool told)
{
	socklen_t i;

	say(" %s %s", what, result(ret));
	if (ret < 0)
		return;
	say(" %u:", len);
	for (i = 0; told && i < len; i++)
		say("%02x", value[i]);
}

/* The kernel's clock, its numbers for a connection, and what data changes. */
static bool restless(int level, int name)
{
	if (level == SOL_SOCKET)
		return name == SO_COOKIE || name == 49 || /* SO_INCOMING_CPU */
		       name == 55 || name == 56 || /* SO_MEMINFO, _NAPI_ID */
		       name == 17 || name == 77;   /* SO_PEER* */
	if (level == IPPROTO_IP)
		return name == 52; /* IP_PROTOCOL: the port */
	return level == IPPROTO_TCP &&
	       (name == TCP_INFO || name == TCP_CC_INFO || name == TCP_MAXSEG ||
		name == TCP_QUICKACK || name == 24 /* TCP_TIMESTAMP */);
}

/*
 * What only the connection itself can know, and MPTCP does not tell of it; and
 * TCP_IS_MPTCP, which tells.
 */
static bool untold(int level, int name)
{
	switch (level) {
	case IPPROTO_IP:
		return name == IP_MULTICAST_TTL || name == 52;
	case IPPROTO_IPV6:
		return name == IPV6_MULTICAST_IF || name == IPV6_MULTICAST_HOPS;
	case IPPROTO_TCP:
		return name == TCP_WINDOW_CLAMP || name == 24 || name == 35 ||
		       name == 43; /* TCP_ZEROCOPY_RECEIVE, _IS_MPTCP */
	default:
		return false;
	}
}

struct link {
	int ours;
	int peer;
};

/*
 * Each value that "from" tells, put on a connection of its own, which is then
 * asked for it.
 */
static void copy(int from, struct link (*link)(int), int with)
{
	unsigned char value[ROOM], now[ROOM];
	socklen_t len, room;
	struct link l;
	int name, ret;
	size_t i;

	for (i = 0; i < LEN(levels); i++) {
		for (name = 0; name < 128; name++) {
			memset(value, 0, sizeof(value));
			len = sizeof(value);
			if (getsockopt(from, levels[i], name, value, &len) ||
			    len > sizeof(value))
				continue;
			l = link(with);
			errno = 7777;
			ret = setsockopt(l.ours, levels[i], name, value, len);
			say("%d %d:", levels[i], name);
			say_value("set", ret, value, len,
				  !restless(levels[i], name));
			if (!ret && errno != 7777)
				fail("success left errno %d", errno);
			room = sizeof(now);
			memset(now, 0, sizeof(now));
			ret = getsockopt(l.ours, levels[i], name, now, &room);
			if (!untold(levels[i], name))
				say_value("get", ret, now, room,
					  !restless(levels[i], name));
			say("\n");
			syscall(SYS_close, l.peer);
			close(l.ours);
		}
	}
}

static int domain_of(int fd)
{
	return raw_number(fd, SOL_SOCKET, SO_DOMAIN);
}

static struct link accepted(int listener)
{
	struct link l;

	l.peer = dial(domain_of(listener), port_of(listener), IPPROTO_MPTCP);
	l.ours = take(listener);
	if (wire(l.ours) != wire(listener))
		fail("accepted %d from %d", wire(l.ours), wire(listener));
	return l;
}

/* Of the wildcard: see differences.md for IPV6_V6ONLY. */
static void listener(int domain)
{
	struct sockaddr_storage at = {.ss_family = (sa_family_t)domain};
	int fd = new_socket(domain);

	must(bind(fd, (struct sockaddr *)&at, sizeof(struct sockaddr_in6)));
	do_listen(fd, 16);
	expect_wire(fd);
	copy(fd, accepted, fd);
	close(fd);
}

static struct link dialed(int listener)
{
	struct sockaddr_storage at;
	int domain = domain_of(listener);
	socklen_t len = loopback(&at, domain, port_of(listener));
	struct link l;

	l.ours = new_socket(domain);
	expect_wire(l.ours);
	must(connect(l.ours, (struct sockaddr *)&at, len));
	l.peer = must(syscall(SYS_accept4, listener, NULL, NULL, 0));
	return l;
}

/* To a peer that speaks this protocol. */
static void dialer(int domain, int protocol)
{
	int fd = must(syscall(SYS_socket, domain, SOCK_STREAM, protocol));
	int from = new_socket(domain);
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, domain, 0);

	must(syscall(SYS_bind, fd, &at, len));
	must(syscall(SYS_listen, fd, 16));
	copy(from, dialed, fd);
	close(from);
	syscall(SYS_close, fd);
}

static void listener4(void)
{
	listener(AF_INET);
}

static void listener6(void)
{
	listener(AF_INET6);
}

static void dialer4(void)
{
	dialer(AF_INET, IPPROTO_MPTCP);
}

static void dialer6(void)
{
	dialer(AF_INET6, IPPROTO_MPTCP);
}

static void fallen4(void)
{
	dialer(AF_INET, IPPROTO_TCP);
}

static void fallen6(void)
{
	dialer(AF_INET6, IPPROTO_TCP);
}

GUEST_CASES({"listener4", listener4}, {"listener6", listener6},
	    {"dialer4", dialer4}, {"dialer6", dialer6}, {"fallen4", fallen4},
	    {"fallen6", fallen6})
