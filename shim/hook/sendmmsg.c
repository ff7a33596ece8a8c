// SPDX-License-Identifier: MIT
/*
 * sendmmsg(): as sendmsg(), several times.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stddef.h>
#include <sys/uio.h>
#include "base/address.h"
#include "base/rights.h"
#include "hook.h"
#include "know/moments.h"
#include "role/dial.h"
#include "role/settle.h"

APART static void before(int fd, const struct mmsghdr *messages,
			 unsigned int count, int flags)
{
	unsigned int i;

	if (!life_ready())
		return;
	for (i = 0; settle_any() && i < count && i < UIO_MAXIOV &&
		    address_memory(&messages[i], sizeof(messages[i]));
	     i++)
		settle_sending(&messages[i].msg_hdr);
	if (flags & MSG_FASTOPEN)
		dial_before(fd, NULL, 0);
}

APART static int sent(const struct mmsghdr *messages, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (rights_carried(&messages[i].msg_hdr))
			moments_mark(MOMENT_sent);
	return count;
}

HOOKED int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count,
		    int flags)
{
	if (settle_needed() || flags & MSG_FASTOPEN)
		before(fd, messages, count, flags);
	return sent(messages, next.sendmmsg(fd, messages, count, flags));
}
