// SPDX-License-Identifier: MIT
/*
 * A link-local IPv6 address without its scope: getsockname() and getpeername()
 * say scope id 0 on an MPTCP socket, and connecting back says EINVAL.
 */
#include "bug.h"

/* linux/ipv6.h, which does not go with netinet/in.h */
struct in6_ifreq {
	struct in6_addr ifr6_addr;
	unsigned int ifr6_prefixlen;
	int ifr6_ifindex;
};

static struct sockaddr_in6 addr = {.sin6_family = AF_INET6};

static void give_loopback_a_link_local_address(void)
{
	struct in6_ifreq request = {.ifr6_prefixlen = 64};
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	if (fd < 0)
		verdict(CANT_TELL, "no IPv6");
	inet_pton(AF_INET6, "fe80::1", &addr.sin6_addr);
	addr.sin6_scope_id = if_nametoindex("lo");
	request.ifr6_addr = addr.sin6_addr;
	request.ifr6_ifindex = (int)addr.sin6_scope_id;
	must(ioctl(fd, SIOCSIFADDR, &request));
	close(fd);
}

/* The kernel takes a moment before the address is one. */
static void bind_at_last(int fd)
{
	int tries = 100;

	while (bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		if (errno != EADDRNOTAVAIL || !--tries)
			verdict(CANT_TELL, "bind(): %s", strerror(errno));
		usleep(10000);
	}
}

static unsigned int scope(int fd,
			  int (*ask)(int, struct sockaddr *, socklen_t *))
{
	struct sockaddr_in6 got;
	socklen_t len = sizeof(got);

	must(ask(fd, (struct sockaddr *)&got, &len));
	return got.sin6_scope_id;
}

int main(void)
{
	unsigned int own[2], peer[2], came[2];
	struct sockaddr_in6 at, from;
	socklen_t len;
	int i, listener, dialer;

	patience(10);
	own_network();
	give_loopback_a_link_local_address();
	for (i = 0; i < 2; i++) {
		listener = must(socket(AF_INET6, SOCK_STREAM, protocols[i]));
		bind_at_last(listener);
		must(listen(listener, 1));
		len = sizeof(at);
		must(getsockname(listener, (struct sockaddr *)&at, &len));
		at.sin6_scope_id = addr.sin6_scope_id;
		dialer = must(socket(AF_INET6, SOCK_STREAM, protocols[i]));
		must(connect(dialer, (struct sockaddr *)&at, sizeof(at)));
		len = sizeof(from);
		must(accept(listener, (struct sockaddr *)&from, &len));
		own[i] = scope(dialer, getsockname);
		peer[i] = scope(dialer, getpeername);
		came[i] = from.sin6_scope_id;
	}
	verdict(own[0] == own[1] && peer[0] == peer[1] && came[0] == came[1],
		"TCP: own %u, peer's %u, accepted %u; MPTCP: %u, %u, %u",
		own[0], peer[0], came[0], own[1], peer[1], came[1]);
}
