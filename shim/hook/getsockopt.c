// SPDX-License-Identifier: MIT
/*
 * getsockopt(): on a socket that we made MPTCP, what TCP answers.
 */
#include <errno.h>
#include "base/settings.h"
#include "hook.h"
#include "know/kernel.h"
#include "know/options.h"
#include "option/answer.h"

APART static int looked_at(int fd, int level, int name, void *value,
			   socklen_t *len)
{
	struct answer a = {fd, level, name, value, len, -1};
	const bool telling = answer_telling(level, name);
	int saved = errno;

	if (settings_off())
		return next.getsockopt(fd, level, name, value, len);
	if (telling && answer_instead(&a))
		return a.ret;
	a.ret = next.getsockopt(fd, level, name, value, len);
	if (a.ret == 0 && telling)
		answer_amend(&a);
	else if (a.ret != 0 && answer_refused(&a) && a.ret == 0)
		errno = saved;
	return a.ret;
}

/* Does MPTCP always answer, and as TCP does? */
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
