// SPDX-License-Identifier: MIT
/*
 * setsockopt(): where MPTCP refuses, or accepts without effect, what TCP can
 * do, a socket that we made MPTCP and that has no connection goes back to
 * TCP; and an option that can't be carried pins its socket.
 */
#include <errno.h>
#include "hook.h"
#include "optional.h"

static int again(const struct optional *o, int failed, int saved)
{
	enum retreat retreat = optional_retreat(o);

	if (retreat == RETREAT_DONE)
		failed = next.setsockopt(o->fd, o->level, o->name, o->value,
					 o->len);
	else if (retreat == RETREAT_HINT)
		failed = 0;
	if (failed == 0)
		errno = saved;
	return failed;
}

HOOKED int setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	struct optional o = {fd, level, name, value, len};
	int saved = errno, ret;

	if (!life_ready())
		return next.setsockopt(fd, level, name, value, len);
	if (optional_hollow(&o) && optional_retreat(&o) == RETREAT_ERROR)
		return -1;
	ret = next.setsockopt(fd, level, name, value, len);
	if (ret == 0)
		optional_set(&o);
	else if (optional_refused(&o))
		ret = again(&o, ret, saved);
	return ret;
}
