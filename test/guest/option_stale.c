// SPDX-License-Identifier: MIT
/*
 * Options of sockets under a number that another socket had, which the shim
 * saw made and did not see closed. Run by option_stale.bats.
 */
#include "guest.h"
#include <linux/filter.h>
#include <sys/time.h>

#ifndef TCP_REPAIR_QUEUE
#define TCP_REPAIR_QUEUE 20
#endif

static int before; /* the number that a listener had */

static void number_of_listener(int domain)
{
	int port;

	before = new_listener(domain, &port);
	close(before);
}

static void put(int fd, const char *what, int level, int name,
		const void *value, size_t len)
{
	say("%s: %s\n", what,
	    result(setsockopt(fd, level, name, value, (socklen_t)len)));
}

#define PUT(fd, level, name, value) \
	put(fd, #name, level, name, &(value), sizeof(value))

static const int on = 1;
static const struct timeval soon = {0, 100000};

static void udp(void)
{
	const struct ip_mreq group = {
		.imr_multiaddr.s_addr = htonl(0xe00000fb),
		.imr_interface.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0));

	number_of_listener(AF_INET);
	fd = must(dup(fd));
	check(fd == before);
	PUT(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, group);
	PUT(fd, IPPROTO_IP, IP_PKTINFO, on);
	PUT(fd, IPPROTO_IP, IP_MULTICAST_LOOP, on);
	PUT(fd, SOL_SOCKET, SO_BROADCAST, on);
	PUT(fd, SOL_SOCKET, SO_RCVTIMEO, soon);
	PUT(fd, IPPROTO_TCP, TCP_NODELAY, on);
}

static void unix_sockets(void)
{
	int ends[2];

	number_of_listener(AF_INET);
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	check(ends[0] == before);
	PUT(ends[0], SOL_SOCKET, SO_PASSCRED, on);
	PUT(ends[0], SOL_SOCKET, SO_RCVTIMEO, soon);
	PUT(ends[0], SOL_SOCKET, SO_BROADCAST, on);
}

/* What can't be replaced stays TCP: the timeout was set before. */
static void listener(void)
{
	const int lowat = 500;
	int fd = new_socket(AF_INET), kept;

	must(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon)));
	bind_loopback(fd, AF_INET);
	do_listen(fd, 1);
	number_of_listener(AF_INET);
	kept = must(dup(fd));
	check(kept == before);
	PUT(kept, SOL_SOCKET, SO_RCVTIMEO, soon);
	PUT(kept, SOL_SOCKET, SO_SNDTIMEO, soon);
	PUT(kept, SOL_SOCKET, SO_RCVLOWAT, lowat);
	PUT(kept, IPPROTO_IP, IP_RECVTTL, on);
}

static void connection(void)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	const struct sock_fprog program = {1, &all};
	int port, lfd = new_listener(AF_INET, &port), fd;
	int peer = dial(AF_INET, port, IPPROTO_TCP);

	number_of_listener(AF_INET);
	fd = take(lfd);
	check(fd == before);
	PUT(fd, SOL_SOCKET, SO_ATTACH_FILTER, program);
	PUT(fd, SOL_SOCKET, SO_DETACH_FILTER, on);
	PUT(fd, SOL_SOCKET, SO_RCVTIMEO, soon);
	PUT(fd, SOL_SOCKET, SO_BROADCAST, on);
	put(fd, "TCP_CONGESTION", IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
	PUT(fd, IPPROTO_IPV6, IPV6_TCLASS, on);
	PUT(fd, IPPROTO_TCP, TCP_REPAIR, on);
	PUT(fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, on);
	close(peer);
}

/* accept() ends after SO_RCVTIMEO. */
static void times_out(int fd)
{
	PUT(fd, SOL_SOCKET, SO_RCVTIMEO, soon);
	say("accept: %s\n", result(accept(fd, NULL, NULL)));
}

static void ours(void)
{
	static const int ttl = 9;
	struct sockaddr_storage at;
	int port, elsewhere = new_listener(AF_INET, &port), fd, lfd;
	int lfds[] = {new_listener(AF_INET, &port),
		      new_listener(AF_INET, &port)};
	socklen_t len = loopback(&at, AF_INET, port_of(elsewhere));

	before = new_socket(AF_INET);
	must(connect(before, (struct sockaddr *)&at, len));
	close(before);
	lfd = must(dup(lfds[0]));
	check(lfd == before);
	times_out(lfd);
	close(lfd);
	fd = must(socket(AF_INET, SOCK_DGRAM, 0));
	check(fd == before);
	close(fd);
	lfd = must(dup(lfds[1]));
	PUT(lfd, IPPROTO_IP, IP_TTL, ttl);
	times_out(lfd);
}

GUEST_CASES({"udp", udp}, {"unix", unix_sockets}, {"listener", listener},
	    {"connection", connection}, {"ours", ours})
