// SPDX-License-Identifier: MIT
/*
 * getsockopt(): on a socket that we made MPTCP, what TCP answers.
 */
#include <errno.h>
#include "answer.h"
#include "hook.h"
#include "options.h"

/* Not inline, or registers were saved for calls that need no look. */
__attribute__((noinline)) static int looked_at(int fd, int level, int name,
					       void *value, socklen_t *len)
{
	struct answer a = {fd, level, name, value, len, -1};
	int saved = errno;

	if (answer_instead(&a))
		return a.ret;
	a.ret = next.getsockopt(fd, level, name, value, len);
	if (a.ret == 0)
		answer_amend(&a);
	else if (answer_refused(&a) && a.ret == 0)
		errno = saved;
	return a.ret;
}

HOOKED int getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	if (!life_ready() || options_told_alike(level, name))
		return next.getsockopt(fd, level, name, value, len);
	return looked_at(fd, level, name, value, len);
}
