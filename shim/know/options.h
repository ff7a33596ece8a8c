/* SPDX-License-Identifier: MIT */
/*
 * The option table as data. Used by option/, carry.c, hints.c, and the hooks
 * of setsockopt() and getsockopt().
 */
#ifndef SHIM_OPTIONS_H
#define SHIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "base/numbers.h"
#include "policy/option.h"

enum option_kind {
	OPTION_FLAG,
	OPTION_NUMBER,
	OPTION_NUMBER64,
	OPTION_LINGER,
	OPTION_TIMEVAL,
	OPTION_NAME,
	OPTION_SNDBUF,
	OPTION_RCVBUF,
};

/* Small and without pointers, which the linker would have to put right. */
struct option {
	uint64_t traits;
	unsigned short text; /* see options_text() */
	short standard;      /* the default, if TRAIT_ASK is not there */
	unsigned char level; /* as the kernel has it; and so the name */
	unsigned char name;
	unsigned char kind; /* enum option_kind */
};

/* A buffer's size, of which getsockopt() tells twice what was set. */
static inline bool options_buffer(const struct option *o)
{
	return o->kind == OPTION_SNDBUF || o->kind == OPTION_RCVBUF;
}

/* Those that a replace takes along are the first so many. */
extern const struct option options[] __attribute__((visibility("hidden")));
extern const int options_count;

/* Its row among all that can be missed, or the number of rows ("other"). */
#define OPTIONS_MISSABLE_MAX 192
extern const int options_missable __attribute__((visibility("hidden")));
int options_missed(int level, int name);
const char *options_text(int missed);

/* The name by which the row's value is set where the sysctls forbid it. */
int options_forced(const struct option *o);

/* By level and name: one more than the row; 0: none. */
#define OPTIONS_NAMES 128 /* Linux's are below 100 */

extern const unsigned char options_rows[LEVEL_TCP][OPTIONS_NAMES]
	__attribute__((visibility("hidden")));

static inline enum option_level options_level(int level)
{
	return level == SOL_SOCKET ? LEVEL_SOCKET
	       : level == SOL_TCP  ? LEVEL_TCP
	       : level == SOL_IP   ? LEVEL_IP
	       : level == SOL_IPV6 ? LEVEL_IPV6
				   : LEVEL_OTHER;
}

/* A row of the table; -1: not in it. */
static inline int options_find(int level, int name)
{
	const enum option_level at = options_level(level);

	if (at == LEVEL_OTHER || (unsigned int)name >= OPTIONS_NAMES)
		return -1;
	return options_rows[at - 1][name] - 1;
}

/* What is special about it; nothing about what has no row. */
static inline uint64_t options_traits(int row)
{
	return row < 0 ? 0 : options[row].traits;
}

/* The arguments of a setsockopt(). */
struct option_call {
	int fd;
	int level;
	int name;
	const void *value;
	socklen_t len;
	int row; /* options_find() */
};

/*
 * Does getsockopt() write no more than the bytes that it is given, of the
 * options that can be set?
 */
bool options_readable(int level, int name);

/*
 * Has the option the trait, one that is asked for by each call? The trait is a
 * constant, and so is what the compiler makes of the list: a few bits.
 */
__attribute__((always_inline)) static inline bool
options_have(int level, int name, uint64_t trait)
{
	uint64_t socket = 0, tcp = 0;

#define OPTIONS_BIT(at, number, traits)                            \
	socket |= (uint64_t)((at) == SOL_SOCKET && (traits)&trait) \
		  << ((number)&63);                                \
	tcp |= (uint64_t)((at) == SOL_TCP && (traits)&trait) << ((number)&63);
#define OPTION(at, number, kind, accepted, standard, traits) \
	OPTIONS_BIT(at, number, traits)
#define NAMED(at, text, number, traits) OPTIONS_BIT(at, number, traits)
#include "options.def"
#undef OPTIONS_BIT
	if ((unsigned int)name > 63)
		return false;
	if (level == SOL_TCP)
		return tcp >> name & 1;
	return level == SOL_SOCKET && socket >> name & 1;
}

/* Would TCP take it, of an option with TRAIT_KEEPALIVE? Constants, too. */
static inline bool options_alive_within(int name, int value)
{
#define OPTION(at, number, kind, accepted, standard, traits) \
	if ((traits)&TRAIT_KEEPALIVE && name == (number))    \
		return option_within(traits, value);
#include "options.def"
	return false;
}

#endif
