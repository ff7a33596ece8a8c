// SPDX-License-Identifier: MIT
/*
 * setsockopt(): where MPTCP refuses, or accepts without effect, what TCP can
 * do, a socket that we made MPTCP and that has no connection goes back to
 * TCP; and an option that can't be carried pins its socket.
 */
#include <errno.h>
#include "births.h"
#include "hook.h"
#include "options.h"
#include "retreat.h"

static int again(const struct option_call *call, int failed, int saved)
{
	enum retreat retreat = retreat_for(call);

	if (retreat == RETREAT_DONE)
		failed = next.setsockopt(call->fd, call->level, call->name,
					 call->value, call->len);
	else if (retreat == RETREAT_HINT)
		failed = 0;
	if (failed == 0)
		errno = saved;
	return failed;
}

/* Not inline, or registers were saved for calls that need no look. */
__attribute__((noinline)) static int looked_at(int fd, int level, int name,
					       const void *value, socklen_t len)
{
	const unsigned int flags = births_flags(fd);
	const int row = options_find(level, name);
	const struct option_call call = {fd,  level, name, value,
					 len, flags, row};
	const bool plain = retreat_needless(&call);
	int saved = errno, ret;

	if (!plain && retreat_hollow(&call) &&
	    retreat_for(&call) == RETREAT_ERROR)
		return -1;
	ret = next.setsockopt(fd, level, name, value, len);
	if (ret == 0)
		return plain || retreat_after(&call) ? 0 : -1;
	if (retreat_refused(&call))
		ret = again(&call, ret, saved);
	return ret;
}

HOOKED int setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	if (!life_ready() || options_alike(level, name))
		return next.setsockopt(fd, level, name, value, len);
	return looked_at(fd, level, name, value, len);
}
