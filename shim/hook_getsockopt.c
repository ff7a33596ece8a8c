// SPDX-License-Identifier: MIT
/*
 * getsockopt(): on a socket that we made MPTCP, what TCP answers.
 */
#include <errno.h>
#include "hook.h"
#include "optional.h"

HOOKED int getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	int saved = errno, ret;

	if (!life_ready())
		return next.getsockopt(fd, level, name, value, len);
	if (optional_answer(true, fd, level, name, value, len, &ret))
		return ret;
	ret = next.getsockopt(fd, level, name, value, len);
	if (ret == 0)
		optional_hide(fd, level, name, value, len);
	else if (optional_answer(false, fd, level, name, value, len, &ret) &&
		 ret == 0)
		errno = saved;
	return ret;
}
