// SPDX-License-Identifier: MIT
/*
 * sendto(): with MSG_FASTOPEN it dials. send() and write() can't.
 */
#include <netinet/in.h>
#include "hook.h"
#include "role/dial.h"

APART static ssize_t dials(int fd, const void *data, size_t size, int flags,
			   const struct sockaddr *addr, socklen_t len)
{
	if (life_ready())
		dial_before(fd, addr, len);
	return next.sendto(fd, data, size, flags, addr, len);
}

HOOKED ssize_t sendto(int fd, const void *data, size_t size, int flags,
		      const struct sockaddr *addr, socklen_t len)
{
	if (__builtin_expect(flags & MSG_FASTOPEN, 0))
		return dials(fd, data, size, flags, addr, len);
	return next.sendto(fd, data, size, flags, addr, len);
}
