// SPDX-License-Identifier: MIT
/*
 * poll() as a question about descriptors, never to wait.
 */
#define _GNU_SOURCE
#include <poll.h>
#include "poll.h"
#include "sys.h"

/* Where the kernel may not be asked each has to be looked at. */
uint64_t poll_open(int from)
{
	struct {
		int fd;
		short events;
		short revents;
	} each[64];
	long timeout[2] = {0, 0};
	uint64_t open = 0;
	int i;

	for (i = 0; i < 64; i++) {
		each[i].fd = from + i;
		each[i].events = each[i].revents = 0;
	}
	if (sys(SYS_ppoll, each, 64, timeout, NULL, sizeof(open)) < 0)
		return ~open;
	for (i = 0; i < 64; i++)
		if (!(each[i].revents & POLLNVAL))
			open |= (uint64_t)1 << i;
	return open;
}

int poll_events(int fd, int events)
{
	struct {
		int fd;
		short events;
		short revents;
	} p = {fd, (short)events, 0};
	struct {
		long seconds, nanoseconds;
	} at_once = {0, 0};

	if (sys(SYS_ppoll, &p, 1, &at_once, NULL, sizeof(uint64_t)) != 1)
		return 0;
	return p.revents;
}
