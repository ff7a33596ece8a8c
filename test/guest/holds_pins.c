// SPDX-License-Identifier: MIT
/*
 * Ten times as many sockets with an option that can't be carried as are
 * remembered; each of them has to become TCP for another option's sake, as
 * those of a BGP speaker have. Run by holds_pins.bats.
 */
#include "guest.h"

#define MANY 10240

/* Refused by MPTCP and taken by TCP; the second can't be read back. */
static void as_bgp_does(int fd)
{
	struct tcp_md5sig key = {.tcpm_keylen = 3, .tcpm_key = "key"};
	const int ttl = 1;
	struct sockaddr_storage at;

	loopback(&at, AF_INET, 1);
	memcpy(&key.tcpm_addr, &at, sizeof(struct sockaddr_in));
	must(setsockopt(fd, SOL_IP, IP_TTL, &ttl, sizeof(ttl)));
	if (setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &key, sizeof(key)))
		cannot("this kernel has no TCP_MD5SIG");
	check(wire(fd) == IPPROTO_TCP);
}

int main(void)
{
	int i, fd;

	alarm(3 * PATIENCE);
	for (i = 0; i < MANY; i++) {
		fd = new_socket(AF_INET);
		as_bgp_does(fd);
		close(fd);
	}
	say("all\n");
	return 0;
}
