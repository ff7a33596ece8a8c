// SPDX-License-Identifier: MIT
/*
 * Calls all hooks before any library's constructor has run, and goes on with
 * the sockets made then. Called by life_moments.bats. Sockets from before the
 * shim has read its settings are what they would be without it.
 */
#include "life_guest.h"

static int listening, only_bound, only_made;

static void early(int argc, char **argv, char **env)
{
	struct sockaddr_in addr = loopback(0);
	socklen_t len = sizeof(addr);
	const int on = 1;
	int dial, value;

	(void)argc;
	(void)argv;
	(void)env;
	listening = socket(AF_INET, SOCK_STREAM, 0);
	only_bound = socket(AF_INET, SOCK_STREAM, 0);
	only_made = socket(AF_INET, SOCK_STREAM, 0);
	dial = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listening, (struct sockaddr *)&addr, len) ||
	    bind(only_bound, (struct sockaddr *)&addr, len) ||
	    setsockopt(listening, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) ||
	    listen(listening, 8) ||
	    getsockname(listening, (struct sockaddr *)&addr, &len) ||
	    connect(dial, (struct sockaddr *)&addr, len))
		_exit(EXIT_WRONG);
	len = sizeof(value);
	if (getsockopt(listening, SOL_SOCKET, SO_PROTOCOL, &value, &len) ||
	    value != IPPROTO_TCP)
		_exit(EXIT_WRONG);
	close(dial);
	value = accept(listening, NULL, NULL);
	close(value);
}

__attribute__((section(".preinit_array"),
	       used)) static void (*const first)(int, char **, char **) = early;

int main(void)
{
	struct sockaddr_in addr;
	int before = open_descriptors();

	CHECK(wire(listening) == IPPROTO_TCP);
	serves(listening);
	CHECK(listen(listening, 4) == 0);
	CHECK(listen(only_bound, 8) == 0);
	serves(only_bound);
	addr = address_of(only_bound);
	CHECK(connect(only_made, (struct sockaddr *)&addr, sizeof(addr)) == 0);
	CHECK(open_descriptors() == before);
	return 0;
}
