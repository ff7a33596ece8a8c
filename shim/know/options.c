// SPDX-License-Identifier: MIT
/*
 * options.def made into arrays.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "base/numbers.h"
#include "options.h"

#define ASK        OPTION_ASK
#define OPTION_ASK (-99) /* no option's default */

#define NAMED(level, name, number)

const struct option options[] = {
#define OPTION(level, name, kind, accepted, standard) \
	{level,                                       \
	 name,                                        \
	 #name,                                       \
	 OPTION_##kind,                               \
	 OPTION_##accepted,                           \
	 (standard) == OPTION_ASK,                    \
	 standard},
#include "options.def"
#undef OPTION
};

#define COUNT ((int)(sizeof(options) / sizeof(options[0])))

const int options_count = COUNT;

#undef NAMED
#define NAMED(level, name, number) {level, number, #name},
#define OPTION(level, name, kind, accepted, standard)

static const struct {
	int level;
	int number;
	const char *text;
} named[] = {
#include "options.def"
};

#undef OPTION
#undef NAMED
#define NAMED(level, name, number)

#define NAMED_COUNT ((int)(sizeof(named) / sizeof(named[0])))

const int options_missable = COUNT + NAMED_COUNT + 1;

_Static_assert(COUNT + NAMED_COUNT < OPTIONS_MISSABLE_MAX,
	       "a counter each, one for others");

int options_missed(int level, int name)
{
	int row = options_find(level, name);

	if (row >= 0)
		return row;
	for (row = 0; row < NAMED_COUNT; row++)
		if (named[row].level == level && named[row].number == name)
			break;
	return COUNT + row;
}

const char *options_text(int missed)
{
	if (missed < COUNT)
		return options[missed].text;
	missed -= COUNT;
	return missed < NAMED_COUNT ? named[missed].text : "other";
}

/*
 * SO_ATTACH_FILTER has the number of SO_GET_FILTER, whose length counts
 * instructions, of eight bytes each (net/core/filter.c, sk_get_filter()).
 */
bool options_readable(int level, int name)
{
	if (name < 0)
		return false;
	switch (level) {
	case SOL_SOCKET:
		return name <= SO_RCVPRIORITY && name != SO_ATTACH_FILTER;
	case SOL_TCP:
		return name <= TCP_DELACK_MAX_US;
	case SOL_IP:
		return name <= IP_LOCAL_PORT_RANGE;
	case SOL_IPV6:
		return name <= IPV6_FREEBIND;
	default:
		return false;
	}
}

enum {
#define OPTION(level, name, kind, accepted, standard) ROW_##name,
#include "options.def"
#undef OPTION
};

#define ROW(level, name) [OPTIONS_LEVEL(level)][name]

/*
 * Behind the rows: other names for what one reads. The kernel keeps one
 * timeout for programs with a 32-bit and with a 64-bit time_t, one buffer size
 * however it was set, one device by name or by number (net/core/sock.c), and
 * one flag for both families (net/ipv6/ipv6_sockglue.c).
 */
const unsigned char options_rows[OPTIONS_LEVELS][OPTIONS_NAMES] = {
#define OPTION(level, name, kind, accepted, standard) \
	ROW(level, name) = ROW_##name + 1,
#include "options.def"
#undef OPTION
	ROW(SOL_SOCKET, SO_RCVTIMEO_NEW) = ROW_SO_RCVTIMEO + 1,
	ROW(SOL_SOCKET, SO_SNDTIMEO_NEW) = ROW_SO_SNDTIMEO + 1,
	ROW(SOL_SOCKET, SO_SNDBUFFORCE) = ROW_SO_SNDBUF + 1,
	ROW(SOL_SOCKET, SO_RCVBUFFORCE) = ROW_SO_RCVBUF + 1,
	ROW(SOL_SOCKET, SO_BINDTODEVICE) = ROW_SO_BINDTOIFINDEX + 1,
	ROW(SOL_IPV6, IPV6_TRANSPARENT) = ROW_IP_TRANSPARENT + 1,
	ROW(SOL_IPV6, IPV6_FREEBIND) = ROW_IP_FREEBIND + 1,
};
