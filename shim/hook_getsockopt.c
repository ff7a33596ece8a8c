// SPDX-License-Identifier: MIT
/*
 * getsockopt(): on a socket that we made MPTCP, what TCP answers.
 */
#include <errno.h>
#include "answer.h"
#include "hook.h"
#include "kernel.h"
#include "options.h"

static inline int telling(int fd, int level, int name, void *value,
			  socklen_t *len)
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

/* What MPTCP answers as TCP does, if it answers. */
static inline int other(int fd, int level, int name, void *value,
			socklen_t *len)
{
	int saved = errno;
	int ret = next.getsockopt(fd, level, name, value, len);
	struct answer a = {fd, level, name, value, len, ret};

	if (ret == 0)
		return 0;
	if (answer_refused(&a) && a.ret == 0)
		errno = saved;
	return a.ret;
}

APART static int looked_at(int fd, int level, int name, void *value,
			   socklen_t *len)
{
	if (answer_telling(level, name))
		return telling(fd, level, name, value, len);
	return other(fd, level, name, value, len);
}

/* Does MPTCP answer as TCP does, and in any case? */
static inline bool straight(int level, int name)
{
	return options_told_alike(level, name) ||
	       (options_ranged(level, name) && kernel_keepalive);
}

HOOKED int getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	if (!life_ready() || straight(level, name))
		return next.getsockopt(fd, level, name, value, len);
	return looked_at(fd, level, name, value, len);
}
