// SPDX-License-Identifier: MIT
/*
 * getsockopt(): on a socket that we made MPTCP, what TCP answers.
 */
#include <errno.h>
#include "answer.h"
#include "hook.h"
#include "options.h"

/* Not inline, or its registers were saved for each call. */
__attribute__((noinline)) static int looked_at(struct answer *a)
{
	int saved = errno;

	if (answer_instead(a))
		return a->ret;
	a->ret = next.getsockopt(a->fd, a->level, a->name, a->value, a->len);
	if (a->ret == 0)
		answer_amend(a);
	else if (answer_refused(a) && a->ret == 0)
		errno = saved;
	return a->ret;
}

HOOKED int getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	struct answer a;

	if (!life_ready() || options_told_alike(level, name))
		return next.getsockopt(fd, level, name, value, len);
	a = (struct answer){fd, level, name, value, len, -1};
	return looked_at(&a);
}
