// SPDX-License-Identifier: MIT
/*
 * options.def made into an array. The numbers are the kernel's ABI
 * (include/uapi/asm-generic/socket.h, linux/in.h, in6.h, tcp.h) and defined
 * here where the libc at hand does not know them yet.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "counters.h"
#include "options.h"

#ifndef SOL_TCP
#define SOL_TCP 6
#endif
#ifndef SOL_IP
#define SOL_IP 0
#endif
#ifndef SOL_IPV6
#define SOL_IPV6 41
#endif
#ifndef SO_INCOMING_CPU
#define SO_INCOMING_CPU 49
#endif
#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY 60
#endif
#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_TXREHASH
#define SO_TXREHASH 74
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef IPV6_ADDR_PREFERENCES
#define IPV6_ADDR_PREFERENCES 72
#endif
#ifndef IPV6_MINHOPCOUNT
#define IPV6_MINHOPCOUNT 73
#endif
#ifndef IPV6_AUTOFLOWLABEL
#define IPV6_AUTOFLOWLABEL 70
#endif
#ifndef TCP_NOTSENT_LOWAT
#define TCP_NOTSENT_LOWAT 25
#endif
#ifndef TCP_SAVE_SYN
#define TCP_SAVE_SYN 27
#endif
#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT 30
#endif
#ifndef TCP_FASTOPEN_NO_COOKIE
#define TCP_FASTOPEN_NO_COOKIE 34
#endif
#ifndef TCP_INQ
#define TCP_INQ 36
#endif
#ifndef TCP_TX_DELAY
#define TCP_TX_DELAY 37
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44
#endif
#ifndef TCP_RTO_MIN_US
#define TCP_RTO_MIN_US 45
#endif
#ifndef TCP_DELACK_MAX_US
#define TCP_DELACK_MAX_US 46
#endif

#define ASK        OPTION_ASK
#define OPTION_ASK (-99) /* no option's default */
#define EARLY      true
#define LATE       false

const struct option options[] = {
#define OPTION(level, name, kind, when, accepted, standard) \
	{level,                                             \
	 name,                                              \
	 #name,                                             \
	 OPTION_##kind,                                     \
	 when,                                              \
	 OPTION_##accepted,                                 \
	 (standard) == OPTION_ASK,                          \
	 standard},
#include "options.def"
#undef OPTION
};

#define COUNT ((int)(sizeof(options) / sizeof(options[0])))

const int options_count = COUNT;

_Static_assert(COUNT < COUNTERS_OPTION_MAX, "a counter each, one for others");

/*
 * The kernel has one timeout of each kind and two names for it, for programs
 * with a 32-bit and a 64-bit time_t (net/core/sock.c).
 */
static int older_name(int level, int name)
{
	if (level == SOL_SOCKET && name == 66)
		return SO_RCVTIMEO;
	if (level == SOL_SOCKET && name == 67)
		return SO_SNDTIMEO;
	return name;
}

int options_find(int level, int name)
{
	int row;

	name = older_name(level, name);

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
