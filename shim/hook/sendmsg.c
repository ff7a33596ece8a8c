// SPDX-License-Identifier: MIT
/*
 * sendmsg(): a descriptor that is sent to another process is shared from then
 * on. Which socket that was is not asked: a sandbox may kill for the question,
 * and the number may tell nothing. Looked at after the kernel has read the
 * message, which proves its pointers good; before that only where a socket has
 * to be settled, or where a first message dials.
 */
#include <netinet/in.h>
#include <stddef.h>
#include "base/address.h"
#include "base/rights.h"
#include "base/settings.h"
#include "hook.h"
#include "know/moments.h"
#include "role/dial.h"
#include "role/settle.h"

/* Where it goes is asked for only where that may decide something. */
static void dials(int fd, const struct msghdr *message)
{
	if (settings_want(ROLE_DIALER).mptcp &&
	    address_memory(message, sizeof(*message)))
		dial_before(fd, message->msg_name, message->msg_namelen);
	else
		dial_before(fd, NULL, 0);
}

APART static ssize_t sent(const struct msghdr *message, ssize_t ret)
{
	if (rights_carried(message))
		moments_mark(MOMENT_sent);
	return ret;
}

static inline ssize_t pass(int fd, const struct msghdr *message, int flags)
{
	ssize_t ret = next.sendmsg(fd, message, flags);

	if (ret >= 0 && rights_length(message))
		return sent(message, ret);
	return ret;
}

APART static ssize_t looked_at(int fd, const struct msghdr *message, int flags)
{
	if (life_ready()) {
		if (settle_needed())
			settle_sending(message);
		if (flags & MSG_FASTOPEN)
			dials(fd, message);
	}
	return pass(fd, message, flags);
}

HOOKED ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	if (settle_needed() || flags & MSG_FASTOPEN)
		return looked_at(fd, message, flags);
	return pass(fd, message, flags);
}
