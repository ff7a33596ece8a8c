// SPDX-License-Identifier: MIT
/*
 * recvmmsg(): as recvmsg(), several times.
 */
#define _GNU_SOURCE
#include "base/rights.h"
#include "hook.h"
#include "know/moments.h"

HOOKED int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count,
		    int flags, struct timespec *timeout)
{
	int ret = next.recvmmsg(fd, messages, count, flags, timeout), i;

	for (i = 0; i < ret; i++)
		if (rights_carried(&messages[i].msg_hdr))
			moments_mark(MOMENT_received);
	return ret;
}
