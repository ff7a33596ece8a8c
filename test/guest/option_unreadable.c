// SPDX-License-Identifier: MIT
/*
 * setsockopt() of each option of the table with values that can't be read, or
 * only in part, and with odd lengths, on a new, a listening and a connected
 * socket, and getsockopt() into what can't be written: it must say what it says
 * without the shim, and go on.
 * Run by option_unreadable.bats.
 */
#include "guest.h"
/* clang-format off */
#undef _GNU_SOURCE /* which it defines */
#include "know/options.c"
/* clang-format on */

static unsigned char *edge; /* nothing can be read from here on */

static int fresh(void)
{
	return new_socket(AF_INET);
}

static int listening(void)
{
	int port;

	return new_listener(AF_INET, &port);
}

static int connected(void)
{
	static int lfd = -1, port;
	struct sockaddr_storage at;
	int fd = new_socket(AF_INET);

	if (lfd < 0)
		lfd = new_listener(AF_INET, &port);
	must(connect(fd, (struct sockaddr *)&at, loopback(&at, AF_INET, port)));
	close(take(lfd));
	return fd;
}

static void try(int (*make)(void), const char *state, const struct option *o)
{
	const struct {
		const void *value;
		socklen_t len;
	} odd[] = {
		{NULL, 0},     {NULL, 4},         {NULL, 16},
		{edge, 4},     {(void *)8, 4},    {(void *)8, 16},
		{edge - 2, 4}, {edge - 8, 16},    {edge - 1, 1},
		{edge - 4, 2}, {edge - 4, 4},     {edge - 7, 7},
		{edge - 4, 0}, {edge - 4, -1U},   {edge - 4, 1U << 31},
		{edge, 0},     {edge - 4, 65536},
	};
	size_t i;
	int fd;

	for (i = 0; i < LEN(odd); i++) {
		fd = make();
		errno = 0;
		say("%s %s %zu: %s\n", state, options_text((int)(o - options)),
		    i,
		    result(setsockopt(fd, o->level, o->name, odd[i].value,
				      odd[i].len)));
		close(fd);
	}
}

/* Nor can all be written that getsockopt() is to write, its length least. */
static void ask(int (*make)(void), const char *state, const struct option *o)
{
	struct {
		void *value;
		socklen_t *len;
	} odd[] = {
		{NULL, NULL},
		{edge - 64, NULL},
		{edge - 64, (socklen_t *)edge},
		{NULL, (socklen_t *)(edge - 4)},
		{edge, (socklen_t *)(edge - 4)},
		{(void *)8, (socklen_t *)8},
	};
	const socklen_t room = 4;
	int fd = make();
	size_t i;

	for (i = 0; i < LEN(odd); i++) {
		memcpy(edge - 4, &room, sizeof(room));
		errno = 0;
		say("%s get %s %zu: %s\n", state,
		    options_text((int)(o - options)), i,
		    result(getsockopt(fd, o->level, o->name, odd[i].value,
				      odd[i].len)));
	}
	close(fd);
}

static void each(int (*make)(void), const char *state)
{
	int row;

	edge = edge_of_memory();
	edge[-4] = 1; /* as a number, at least on little-endian machines */
	for (row = 0; row < options_count; row++)
		try(make, state, &options[row]);
	for (row = 0; row < options_missable - 1; row++)
		ask(make, state, &options[row]);
}

static void run_new(void)
{
	each(fresh, "new");
}

static void run_listening(void)
{
	each(listening, "listening");
}

static void run_connected(void)
{
	each(connected, "connected");
}

GUEST_CASES({"new", run_new}, {"listening", run_listening},
	    {"connected", run_connected})
