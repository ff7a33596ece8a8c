// SPDX-License-Identifier: MIT
/*
 * Is a socket held under another number as well? To ask each number takes a
 * call for each; but an epoll set forgets a file when its last descriptor is
 * closed (fs/eventpoll.c, eventpoll_release()), and tells so afterwards.
 * Called by holders.c before the socket is put away, and by swap.c after that.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/epoll.h>
#include "base/private.h"
#include "base/sys.h"
#include "held.h"

bool held_truly(int set, int probe)
{
	return sys(SYS_epoll_ctl, set, EPOLL_CTL_DEL, probe, NULL) == -ENOENT;
}

bool held_still(int set)
{
	struct epoll_event event;

	/* What can't be told is looked for. */
	return sys(SYS_epoll_pwait, set, &event, 1, 0, NULL,
		   sizeof(uint64_t)) != 0;
}

/*
 * A socket that does nothing has hung up: TCP's has ever since (net/ipv4/tcp.c,
 * tcp_poll()), MPTCP's since Linux 5.12 (net/mptcp/protocol.c, mptcp_poll()).
 */
int held_watch(int fd, int protocol)
{
	struct epoll_event event = {.events = 0};
	int set = (int)private_epoll();

	if (set < 0)
		return HELD_UNKNOWN;
	if (!sys(SYS_epoll_ctl, set, EPOLL_CTL_ADD, fd, &event) &&
	    (protocol == IPPROTO_TCP || held_still(set)))
		return set;
	private_close(set);
	return HELD_UNKNOWN;
}
