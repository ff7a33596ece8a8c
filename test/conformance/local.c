// SPDX-License-Identifier: MIT
/*
 * Topic local: IPv6 link-local addresses, which mean nothing without their
 * scope: does every call that tells one tell it, and can one be connected to
 * as it was told? In a network namespace whose loopback has such an address;
 * both ends are here, the other one made by raw system calls.
 */
#include "cells.h"

#include <arpa/inet.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#define LOOPBACK 1 /* the first interface of a namespace */

static struct sockaddr_in6 local(int port, unsigned int scope)
{
	struct sockaddr_in6 at = {.sin6_family = AF_INET6,
				  .sin6_port = htons((uint16_t)port),
				  .sin6_scope_id = scope};

	inet_pton(AF_INET6, "fe80::1", &at.sin6_addr);
	return at;
}

/* The kernel's own work on a new address is done a little later. */
static bool usable(void)
{
	struct sockaddr_in6 at = local(0, LOOPBACK);
	int fd = (int)syscall(SYS_socket, AF_INET6, SOCK_STREAM, 0), tries;
	long ret = -1;

	for (tries = 0; ret && tries < 200; tries++) {
		ret = syscall(SYS_bind, fd, &at, (socklen_t)sizeof(at));
		nap(5);
	}
	syscall(SYS_close, fd);
	return ret == 0;
}

/* False: no right to it, or not IPv6's turn. */
static bool prepare(void)
{
	struct in6_ifreq address = {.ifr6_prefixlen = 64,
				    .ifr6_ifindex = LOOPBACK};
	struct ifreq lo = {.ifr_name = "lo"};
	int fd;

	if (family != AF_INET6 || unshare(CLONE_NEWNET))
		return false;
	fd = socket(AF_INET6, SOCK_DGRAM, 0);
	lo.ifr_flags = IFF_UP;
	address.ifr6_addr = local(0, 0).sin6_addr;
	if (ioctl(fd, SIOCSIFFLAGS, &lo) || ioctl(fd, SIOCSIFADDR, &address))
		return false;
	close(fd);
	return usable();
}

static void put_scopes(const char *label, int fd)
{
	struct sockaddr_in6 at = {.sin6_scope_id = 77};
	socklen_t len = sizeof(at);

	put_str("of", label);
	put("sockname", getsockname(fd, (void *)&at, &len));
	put("scope", at.sin6_scope_id);
	at.sin6_scope_id = 77;
	len = sizeof(at);
	put("peername", getpeername(fd, (void *)&at, &len));
	put("scope", at.sin6_scope_id);
}

/* The other end's listener or dialer, which the library does not see. */
static int raw_socket(void)
{
	int mptcp = strcmp(with_peer, "mptcp-peer") == 0;

	return (int)syscall(SYS_socket, AF_INET6, SOCK_STREAM,
			    mptcp ? IPPROTO_MPTCP : IPPROTO_TCP);
}

static void raw_dial(int port)
{
	struct sockaddr_in6 at = local(port, LOOPBACK);

	put("dialed",
	    syscall(SYS_connect, raw_socket(), &at, (socklen_t)sizeof(at)));
}

static int raw_listener(void)
{
	struct sockaddr_in6 at = local(0, LOOPBACK);
	int fd = raw_socket();

	syscall(SYS_bind, fd, &at, (socklen_t)sizeof(at));
	syscall(SYS_listen, fd, 5);
	return port_of(fd);
}

/* What accept() tells, and whether it leads back. */
static void accepts(int fd)
{
	struct sockaddr_in6 from = {.sin6_scope_id = 77};
	socklen_t len = sizeof(from);
	int ttl = 64, accepted;

	raw_dial(port_of(fd));
	accepted = accept(fd, (void *)&from, &len);
	put_ok("accept", accepted);
	put("scope", from.sin6_scope_id);
	put_scopes("accepted", accepted);
	put("option", setsockopt(accepted, IPPROTO_IPV6, IPV6_UNICAST_HOPS,
				 &ttl, sizeof(ttl)));
}

static void listener_bound(void)
{
	struct sockaddr_in6 to = local(0, LOOPBACK);
	int fd;

	if (!prepare())
		return;
	fd = fresh();
	/* Of a link-local address: TCP, so what it accepts is promised too. */
	at(LISTENING, LISTENER, with_peer);
	begin("listener-bound");
	put("bind", bind(fd, (void *)&to, sizeof(to)));
	put("listen", listen(fd, 5));
	put_scopes("listener", fd);
	accepts(fd);
	end();
}

static void listener_wildcard(void)
{
	int fd;

	if (!prepare())
		return;
	fd = listening();
	at(LISTENING, LISTENER, NO_PEER);
	begin("listener-wildcard");
	put_scopes("listener", fd);
	end();
	at(ACCEPTED, LISTENER, with_peer);
	begin("accepted-by-wildcard");
	close(fd);
	fd = fresh();
	put("listen", listen(fd, 5));
	accepts(fd);
	end();
}

static void dials(const char *name, bool binds)
{
	struct sockaddr_in6 from = local(0, LOOPBACK), to, back = {0};
	socklen_t len = sizeof(back);
	int fd = fresh();

	/* Of a link-local address: TCP, so that nothing is left to MPTCP. */
	at(NEW, DIALER, with_peer);
	begin("%s", name);
	if (binds)
		put("bind", bind(fd, (void *)&from, sizeof(from)));
	to = local(raw_listener(), LOOPBACK);
	put("connect", connect(fd, (void *)&to, sizeof(to)));
	put_scopes("dialer", fd);
	getpeername(fd, (void *)&back, &len);
	put("again", connect(fresh(), (void *)&back, len));
	end();
}

static void dialer(void)
{
	if (prepare())
		dials("dialer", false);
}

static void dialer_bound(void)
{
	if (prepare())
		dials("dialer-bound", true);
}

static void no_scope(void)
{
	struct sockaddr_in6 to;
	int fd;

	if (!prepare())
		return;
	fd = fresh();
	at(NEW, DIALER, with_peer);
	begin("dialer-without-scope");
	to = local(raw_listener(), 0);
	put("connect", connect(fd, (void *)&to, sizeof(to)));
	to.sin6_scope_id = 99;
	put("connect", connect(fd, (void *)&to, sizeof(to)));
	put("bind", bind(fd, (void *)&to, sizeof(to)));
	put_kind(fd);
	end();
}

static const struct test_case cases[] = {
	{"listener-bound", listener_bound},
	{"listener-wildcard", listener_wildcard},
	{"dialer", dialer},
	{"dialer-bound", dialer_bound},
	{"no-scope", no_scope},
};

TOPIC(locals, "local", cases);
