// SPDX-License-Identifier: MIT
/*
 * listen(): puts right what turns out to be a listener, and counts it once it
 * is one. listen() neither blocks nor is a cancellation point.
 */
#include "base/settings.h"
#include "hook.h"
#include "role/listen.h"

APART static int put_right(int fd, int backlog)
{
	struct listening l;
	int ret;

	listen_before(&l, fd, backlog);
	ret = next.listen(fd, backlog);
	listen_after(&l, ret);
	return ret;
}

HOOKED int listen(int fd, int backlog)
{
	int ret;

	if (!life_ready())
		return next.listen(fd, backlog);
	if (!settings_off())
		return put_right(fd, backlog);
	ret = next.listen(fd, backlog);
	if (ret == 0)
		listen_off(fd);
	return ret;
}
