// SPDX-License-Identifier: MIT
/*
 * bind(): where it is learnt that a socket is this process's to bind, so that
 * one bound elsewhere and received later is never taken for our own; and the
 * last moment at which a socket for a link-local address can become TCP.
 */
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include "births.h"
#include "classify.h"
#include "hook.h"
#include "observe.h"

/* The kernel has just read it, and it stands there in either family. */
static void bound(int fd, const struct sockaddr *addr)
{
	in_port_t port;

	memcpy(&port,
	       (const char *)addr + offsetof(struct sockaddr_in, sin_port),
	       sizeof(port));
	births_set(fd, port ? BIRTH_named : BIRTH_chosen);
}

APART static int looked_at(int fd, const struct sockaddr *addr, socklen_t len)
{
	uint64_t cookie = observe_cookie(fd);
	unsigned int flags;
	int ret;

	if (cookie)
		births_bound(fd, cookie);
	flags = births_flags(fd);
	if (!(flags & BIRTH_v4))
		classify_bound(fd, addr, len);
	ret = next.bind(fd, addr, len);
	if (ret == 0 && (flags & BIRTH_ours))
		bound(fd, addr);
	return ret;
}

HOOKED int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	if (!life_ready() || (births_flags(fd) & BIRTH_other))
		return next.bind(fd, addr, len);
	return looked_at(fd, addr, len);
}
