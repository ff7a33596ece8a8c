// SPDX-License-Identifier: MIT
/*
 * Called before fork() and before sendmsg(), each by the thread that is going
 * to do it. A socket is settled once: what is shared stays as it is, and can't
 * go back to TCP for the sake of an option any more. Who forks is known to set
 * such ones later (Varnish: SO_RCVTIMEO, in the child, and it ends if that is
 * refused), so there it is TCP, the one that takes them all. Who sends a socket
 * hands it over as it is to be (node).
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "classify.h"
#include "kernel.h"
#include "observe.h"
#include "replace.h"
#include "rights.h"
#include "settings.h"
#include "settle.h"

static void upgrade(int fd)
{
	int domain = observe_number(fd, SOL_SOCKET, SO_DOMAIN), err;

	if ((births_flags(fd) & BIRTH_declined) || kernel_refuses(domain))
		return;
	if (!replace_socket(fd, IPPROTO_MPTCP, REPLACE_NO_LISTEN, &err))
		births_change(fd, BIRTH_upgraded, 0);
	else if (err)
		kernel_refused(domain, err);
}

static void downgrade(int fd, enum reason reason)
{
	int err;

	if (classify_native(fd) ||
	    replace_socket(fd, IPPROTO_TCP, REPLACE_NO_LISTEN, &err))
		return;
	/* After all it may be this process's alone, and listen. */
	if (reason == REASON_fork && settings_want(ROLE_LISTENER).mptcp)
		births_change(fd, 0, BIRTH_upgraded);
	else
		births_decline(fd, reason);
}

/* shared: why it could not be replaced any more. */
static void settle(int fd, enum reason shared)
{
	const bool mptcp =
		shared == REASON_sent && settings_want(ROLE_LISTENER).mptcp;
	unsigned int flags = births_flags(fd);
	int protocol;

	births_clear(fd, BIRTH_named);
	/* The number may have become another socket's. */
	if (!(flags & BIRTH_named) ||
	    (flags & (BIRTH_touched | BIRTH_listened)) ||
	    !births_have(fd, observe_cookie(fd), BIRTH_ours) ||
	    observe_state(fd) != TCP_CLOSE)
		return;
	protocol = observe_protocol(fd);
	if (protocol == IPPROTO_TCP && mptcp)
		upgrade(fd);
	else if (protocol == IPPROTO_MPTCP && !mptcp)
		downgrade(fd, shared);
	else if (protocol == IPPROTO_MPTCP && !replace_needless(fd))
		downgrade(fd, REASON_option);
}

void settle_forking(void)
{
	int fd = -1;

	__atomic_store_n(&births_unsettled, 0, __ATOMIC_RELAXED);
	while ((fd = births_next(fd + 1, BIRTH_named)) >= 0)
		settle(fd, REASON_fork);
}

void settle_sending(const struct msghdr *message)
{
	uint32_t at = 0;
	int fd;

	while (rights_next(message, &at, &fd))
		if (births_flags(fd) & BIRTH_named)
			settle(fd, REASON_sent);
}
