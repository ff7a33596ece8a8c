// SPDX-License-Identifier: MIT
/*
 * bind(): a socket of ours gets its address.
 */
#include <netinet/in.h>
#include "base/settings.h"
#include "hook.h"
#include "know/births.h"
#include "role/bind.h"

APART static int ours(int fd, const struct sockaddr *addr, socklen_t len)
{
	int ret;

	bind_before(fd, addr, len);
	ret = next.bind(fd, addr, len);
	if (ret == 0)
		bind_after(fd, addr);
	return ret;
}

HOOKED int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	/* Shorter ones are another family's, under a number that was ours. */
	if (!life_ready() || settings_off() ||
	    len < sizeof(struct sockaddr_in) || !(births_of(fd) & ORIGIN_OURS))
		return next.bind(fd, addr, len);
	return ours(fd, addr, len);
}
