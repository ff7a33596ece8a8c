/* SPDX-License-Identifier: MIT */
/*
 * The option table as data. Used by carry.c, retreat.c and standin.c.
 */
#ifndef SHIM_OPTIONS_H
#define SHIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

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

enum option_accepted {
	OPTION_PASSED,
	OPTION_NOT_PASSED,
	OPTION_DROPPED,
};

struct option {
	int level;
	int name;
	const char *text; /* its name in C */
	enum option_kind kind;
	enum option_accepted accepted;
	bool ask;     /* the default depends on a sysctl */
	int standard; /* the default, if it does not */
};

/* A buffer's size, of which getsockopt() tells twice what was set. */
static inline bool options_buffer(const struct option *o)
{
	return o->kind == OPTION_SNDBUF || o->kind == OPTION_RCVBUF;
}

extern const struct option options[] __attribute__((visibility("hidden")));
extern const int options_count;

/*
 * Its number among all that can be missed (counters_missed()), and that
 * number's name; the last one's is "other".
 */
#define OPTIONS_MISSABLE_MAX 192
extern const int options_missable __attribute__((visibility("hidden")));
int options_missed(int level, int name);
const char *options_text(int missed);

/* By level and name: one more than the row; 0: none. */
#define OPTIONS_LEVELS 4
#define OPTIONS_NAMES  128 /* Linux's are below 100 */
#define OPTIONS_LEVEL(level)       \
	((level) == SOL_SOCKET ? 0 \
	 : (level) == SOL_TCP  ? 1 \
	 : (level) == SOL_IP   ? 2 \
			       : 3)

extern const unsigned char options_rows[OPTIONS_LEVELS][OPTIONS_NAMES]
	__attribute__((visibility("hidden")));

/* Are there rows of this level? */
static inline bool options_level(int level)
{
	return level == SOL_SOCKET || level == SOL_TCP || level == SOL_IP ||
	       level == SOL_IPV6;
}

/* A row of the table; -1: not in it. */
static inline int options_find(int level, int name)
{
	if (!options_level(level) || (unsigned int)name >= OPTIONS_NAMES)
		return -1;
	return options_rows[OPTIONS_LEVEL(level)][name] - 1;
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
 * options that can be set? Not what later kernels may bring.
 */
bool options_readable(int level, int name);

/*
 * The options that programs set and ask most, of those that MPTCP treats as
 * TCP does in every state: their calls need no look.
 */
static inline bool options_alike(int level, int name)
{
	if (level == IPPROTO_TCP)
		return name == TCP_NODELAY || name == TCP_CORK;
	return level == SOL_SOCKET &&
	       (name == SO_REUSEADDR || name == SO_REUSEPORT ||
		name == SO_KEEPALIVE || name == SO_SNDBUF || name == SO_RCVBUF);
}

/*
 * Of these an MPTCP connection refuses any setting (EINVAL), so that a failure
 * needs a look.
 */
static inline bool options_set_alike(int level, int name)
{
	return options_alike(level, name) &&
	       (level != SOL_SOCKET ||
		(name != SO_REUSEADDR && name != SO_REUSEPORT));
}

/* And those that can only be asked. */
static inline bool options_told_alike(int level, int name)
{
	return options_alike(level, name) ||
	       (level == SOL_SOCKET && (name == SO_ERROR || name == SO_TYPE));
}

/*
 * Numbers of which MPTCP, as long as it has no subflow, takes more than TCP
 * does, and that are set most.
 */
static inline bool options_ranged(int level, int name)
{
	return level == IPPROTO_TCP &&
	       (name == TCP_KEEPIDLE || name == TCP_KEEPINTVL ||
		name == TCP_KEEPCNT);
}

/* Would TCP take it (net/ipv4/tcp.c)? Of level IPPROTO_TCP. */
static inline bool options_in_range(int name, int value)
{
	switch (name) {
	case TCP_KEEPIDLE:
	case TCP_KEEPINTVL:
		return value >= 1 && value <= 32767;
	case TCP_KEEPCNT:
		return value >= 1 && value <= 127;
	case TCP_MAXSEG:
		return !value || (value >= 88 && value <= 32767);
	default:
		return true;
	}
}

#endif
