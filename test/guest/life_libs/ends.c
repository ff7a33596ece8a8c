// SPDX-License-Identifier: MIT
/*
 * A library that uses sockets in its constructor and in its destructor, as
 * some do for logging. Built and preloaded by life_moments.bats in front of the
 * shim and behind it, so that one of the two runs first and last.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void use(void)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(addr);
	int l = socket(AF_INET, SOCK_STREAM, 0);
	int d = socket(AF_INET, SOCK_STREAM, 0);
	const int on = 1;

	if (bind(l, (struct sockaddr *)&addr, len) ||
	    setsockopt(l, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) ||
	    listen(l, 4) || getsockname(l, (struct sockaddr *)&addr, &len) ||
	    connect(d, (struct sockaddr *)&addr, len))
		_exit(98);
	close(d);
	close(l);
}

__attribute__((constructor)) static void start(void)
{
	use();
}

__attribute__((destructor)) static void end(void)
{
	use();
}
