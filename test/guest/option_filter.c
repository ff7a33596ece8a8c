// SPDX-License-Identifier: MIT
/*
 * SO_ATTACH_FILTER with programs of 1 to 200 instructions on new, listening
 * and connected sockets, and how many instructions are there then. Run by
 * option_filter.bats.
 */
#include "guest.h"
#include <linux/filter.h>

#ifndef SO_GET_FILTER
#define SO_GET_FILTER SO_ATTACH_FILTER
#endif

static const unsigned short lengths[] = {1, 2, 8, 9, 12, 40, 64, 65, 200};

static void attach(int fd, const char *what, unsigned short n)
{
	struct sock_filter code[200], back[200];
	const struct sock_fprog program = {n, code};
	socklen_t len = LEN(back);
	int i;

	for (i = 0; i < n; i++)
		code[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM,
						       0x41414141);
	code[n - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0xffff);
	say("%s, %d: %s", what, n,
	    result(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			      sizeof(program))));
	say(" %s",
	    result(getsockopt(fd, SOL_SOCKET, SO_GET_FILTER, back, &len)));
	say(" %u\n", (unsigned int)len);
}

static void unconnected(void)
{
	static const int domains[] = {AF_INET, AF_INET6};
	size_t d, i;
	int fd, port;

	for (d = 0; d < LEN(domains); d++) {
		for (i = 0; i < LEN(lengths); i++) {
			fd = new_socket(domains[d]);
			attach(fd, "new", lengths[i]);
			close(fd);
			fd = new_listener(domains[d], &port);
			attach(fd, "listener", lengths[i]);
			serves(fd, domains[d], port);
			close(fd);
		}
	}
}

/* A client by the shim, and whom it meets. */
static void connected(void)
{
	struct sockaddr_storage at;
	int port, lfd = new_listener(AF_INET, &port), fd, peer;
	socklen_t len = loopback(&at, AF_INET, port);
	size_t i;

	for (i = 0; i < LEN(lengths); i++) {
		fd = new_socket(AF_INET);
		must(connect(fd, (struct sockaddr *)&at, len));
		peer = take(lfd);
		attach(fd, "dialer", lengths[i]);
		attach(peer, "accepted", lengths[i]);
		talk(fd, peer);
		close(fd);
		close(peer);
	}
}

static void accepted(void)
{
	int port, lfd = new_listener(AF_INET, &port), fd, peer;
	size_t i;

	for (i = 0; i < LEN(lengths); i++) {
		peer = dial(AF_INET, port, IPPROTO_MPTCP);
		fd = take(lfd);
		check(wire(fd) == IPPROTO_MPTCP);
		attach(fd, "accepted", lengths[i]);
		talk(fd, peer);
		close(fd);
		syscall(SYS_close, peer);
	}
}

GUEST_CASES({"unconnected", unconnected}, {"connected", connected},
	    {"accepted", accepted})
