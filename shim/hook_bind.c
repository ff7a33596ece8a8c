// SPDX-License-Identifier: MIT
/*
 * bind(): where it is learnt that a socket is this process's to bind, so that
 * one bound elsewhere and received later is never taken for our own.
 */
#include "births.h"
#include "hook.h"
#include "observe.h"

HOOKED int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	uint64_t cookie;

	if (life_ready() && !(births_flags(fd) & BIRTH_other)) {
		cookie = observe_cookie(fd);
		if (cookie)
			births_bound(fd, cookie);
	}
	return next.bind(fd, addr, len);
}
