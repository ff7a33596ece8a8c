// SPDX-License-Identifier: MIT
/*
 * bind() of sockets under a number that a TCP socket had, which the shim saw
 * made and did not see closed. Run by bind_stale.bats.
 */
#include "guest.h"

static int under_tcp_number(int fd)
{
	int before = new_socket(AF_INET6), copy;

	close(before);
	copy = must(dup(fd));
	check(copy == before);
	return copy;
}

static void scope(void)
{
	const struct sockaddr_in6 local = {
		.sin6_family = AF_INET6,
		.sin6_addr.s6_addr = {0xfe, 0x80, [15] = 1},
		.sin6_scope_id = if_nametoindex("lo"),
	};
	int udp = must(socket(AF_INET6, SOCK_DGRAM, 0)), type = 0;
	int fd = under_tcp_number(udp);
	socklen_t len = sizeof(type);

	say("bind: %s\n",
	    result(bind(fd, (const void *)&local, sizeof(local))));
	must(getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len));
	check(type == SOCK_DGRAM);
}

/* The kernel chooses; nothing can be read behind the family. */
static void unix_socket(void)
{
	struct sockaddr *edge =
		(struct sockaddr *)(edge_of_memory() - sizeof(sa_family_t));
	int fd = must(socket(AF_UNIX, SOCK_STREAM, 0));

	edge->sa_family = AF_UNIX;
	fd = under_tcp_number(fd);
	say("bind: %s\n", result(bind(fd, edge, sizeof(edge->sa_family))));
}

GUEST_CASES({"scope", scope}, {"unix", unix_socket})
