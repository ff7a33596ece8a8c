// SPDX-License-Identifier: MIT
/*
 * bind(): where it is learnt that a socket is this process's to bind, so that
 * one bound elsewhere and received later is never taken for our own; and the
 * last moment at which a socket can become TCP without an address to take
 * along.
 */
#include <netinet/in.h>
#include "base/address.h"
#include "base/settings.h"
#include "hook.h"
#include "know/births.h"
#include "know/doubt.h"
#include "know/observe.h"
#include "role/dialer.h"

/* The kernel has just read it. */
static void bound(int fd, unsigned int flags, const struct sockaddr *addr)
{
	const int port = address_port(addr);

	births_number_set(fd, port ? HISTORY_unsettled | HISTORY_port
				   : HISTORY_chosen);
	if (port && (flags & ORIGIN_MPTCP) && settings_want(ROLE_DIALER).mptcp)
		__atomic_fetch_add(&births_unsettled, 1, __ATOMIC_RELEASE);
}

APART static int looked_at(int fd, const struct sockaddr *addr, socklen_t len)
{
	uint64_t cookie = observe_cookie(fd);
	unsigned int flags;
	int ret;

	if (cookie)
		doubt_bound(fd, cookie);
	dialer_binds(fd, addr, len);
	ret = next.bind(fd, addr, len);
	flags = births_of(fd);
	if (ret == 0 && (flags & ORIGIN_OURS))
		bound(fd, flags, addr);
	return ret;
}

HOOKED int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	/* Shorter ones are another family's, under a number that was ours. */
	if (!life_ready() || settings_off() ||
	    len < sizeof(struct sockaddr_in) || !(births_of(fd) & ORIGIN_OURS))
		return next.bind(fd, addr, len);
	return looked_at(fd, addr, len);
}
