// SPDX-License-Identifier: MIT
/*
 * A process with that many descriptors open, which then listens that often,
 * on one socket after another. Run by descriptors.bats. Arguments: how many
 * descriptors, how many listeners, the protocol that they are to be; with
 * "option" behind them they are dialers, and set one that MPTCP refuses.
 */
#include "../guest/life_guest.h"
#include "limit.h"

/* What is to dial with a lifetime of its own. */
static int with_option(void)
{
	const int hops = 255;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(fd >= 0);
	CHECK(!setsockopt(fd, IPPROTO_IP, IP_TTL, &hops, sizeof(hops)));
	return fd;
}

int main(int argc, char **argv)
{
	int n = argc >= 4 ? atoi(argv[1]) : 0, listeners = 0, fd = 0;

	CHECK(n > 3);
	raise_limit(n + 100);
	while (fd < n - 1)
		fd = dup(STDIN_FILENO);
	for (listeners = atoi(argv[2]); listeners; listeners--) {
		fd = argc == 4 ? listener() : with_option();
		CHECK(wire(fd) == atoi(argv[3]));
		CHECK(!close(fd));
	}
	CHECK(open_descriptors() == n);
	return 0;
}
