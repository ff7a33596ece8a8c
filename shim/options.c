// SPDX-License-Identifier: MIT
/*
 * options.def made into an array, and the names that are in no row of it.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "counters.h"
#include "numbers.h"
#include "options.h"

#define ASK        OPTION_ASK
#define OPTION_ASK (-99) /* no option's default */

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

_Static_assert(COUNT < COUNTERS_OPTION_MAX, "a counter each, one for others");

/*
 * Other names for what a row reads: the kernel keeps one timeout for programs
 * with a 32-bit and with a 64-bit time_t, one buffer size however it was set,
 * one device by name or by number (net/core/sock.c), and one flag for both
 * families (net/ipv6/ipv6_sockglue.c).
 */
static const struct {
	int level, name;
	int row_level, row_name;
} others[] = {
	{SOL_SOCKET, 66, SOL_SOCKET, SO_RCVTIMEO}, /* SO_RCVTIMEO_NEW */
	{SOL_SOCKET, 67, SOL_SOCKET, SO_SNDTIMEO}, /* SO_SNDTIMEO_NEW */
	{SOL_SOCKET, SO_SNDBUFFORCE, SOL_SOCKET, SO_SNDBUF},
	{SOL_SOCKET, SO_RCVBUFFORCE, SOL_SOCKET, SO_RCVBUF},
	{SOL_SOCKET, SO_BINDTODEVICE, SOL_SOCKET, SO_BINDTOIFINDEX},
	{SOL_IPV6, IPV6_TRANSPARENT, SOL_IP, IP_TRANSPARENT},
	{SOL_IPV6, IPV6_FREEBIND, SOL_IP, IP_FREEBIND},
};

int options_find(int level, int name)
{
	size_t i;
	int row;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (others[i].name == name && others[i].level == level) {
			level = others[i].row_level;
			name = others[i].row_name;
			break;
		}
	}
	for (row = 0; row < COUNT; row++)
		if (options[row].name == name && options[row].level == level)
			return row;
	return -1;
}

/*
 * net/mptcp/sockopt.c, mptcp_setsockopt_sol_socket(): "should work fine"
 * and ignored. SO_PASSCRED and its kind are errors on TCP since Linux 6.16.
 */
bool options_dropped(int level, int name)
{
	static const int rare[] = {
		SO_NO_CHECK,         SO_BSDCOMPAT,   SO_PASSCRED,
		SO_PASSSEC,          SO_RXQ_OVFL,    SO_NOFCS,
		SO_SELECT_ERR_QUEUE, SO_WIFI_STATUS, SO_PASSPIDFD,
	};
	size_t i;
	int row;

	if (level != SOL_SOCKET)
		return false;
	for (i = 0; i < sizeof(rare) / sizeof(rare[0]); i++)
		if (rare[i] == name)
			return true;
	row = options_find(level, name);
	return row >= 0 && options[row].accepted == OPTION_DROPPED;
}
