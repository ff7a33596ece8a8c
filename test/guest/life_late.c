// SPDX-License-Identifier: MIT
/*
 * Calls all hooks after the shim's destructor has run. Called by
 * life_moments.bats. What is registered before any library was started runs
 * behind them all.
 */
#include "life_guest.h"

static void late(int status, void *unused)
{
	const int on = 1;
	int l = bound();

	(void)status;
	(void)unused;

	CHECK(setsockopt(l, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0);
	CHECK(listen(l, 8) == 0);
	CHECK(seen_protocol(l) == IPPROTO_TCP);
	serves(l);
	close(l);
	/* exit() is no way out of an exit handler. */
	_exit(3);
}

static void early(int argc, char **argv, char **env)
{
	(void)argc;
	(void)argv;
	(void)env;
	/* atexit()'s are the program's, which run before a library's. */
	if (on_exit(late, NULL))
		_exit(EXIT_BROKEN);
}

__attribute__((section(".preinit_array"),
	       used)) static void (*const first)(int, char **, char **) = early;

int main(void)
{
	int l = listener();

	serves(l);
	return 0;
}
