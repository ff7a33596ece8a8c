// SPDX-License-Identifier: MIT
/*
 * recvmsg(): a socket that came from another process may stand under a number
 * of which something else is known, and nothing but this tells.
 */
#include "base/rights.h"
#include "hook.h"
#include "know/moments.h"

APART static ssize_t received(const struct msghdr *message, ssize_t ret)
{
	if (rights_carried(message))
		moments_mark(MOMENT_received);
	return ret;
}

HOOKED ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	ssize_t ret = next.recvmsg(fd, message, flags);

	if (ret >= 0 && rights_length(message))
		return received(message, ret);
	return ret;
}
