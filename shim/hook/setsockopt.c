// SPDX-License-Identifier: MIT
/*
 * setsockopt(): where MPTCP refuses, or accepts without effect, what TCP can
 * do, a socket that we made MPTCP and that has no connection goes back to
 * TCP; and an option that can't be carried pins its socket.
 */
#include <errno.h>
#include <string.h>
#include "base/settings.h"
#include "hook.h"
#include "know/births.h"
#include "know/kernel.h"
#include "know/options.h"
#include "option/assent.h"
#include "option/retreat.h"

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

static int settle(const struct option_call *call, int ret, int saved)
{
	if (ret == 0)
		return assent_after(call) ? 0 : -1;
	if (retreat_refused(call))
		ret = again(call, ret, saved);
	return ret;
}

/* What came of it before the call, once and for all. */
static int settled(const struct option_call *call, enum retreat before, int ret,
		   int saved)
{
	if (ret == 0 || before == RETREAT_UNTRIED)
		return settle(call, ret, saved);
	if (before == RETREAT_HINT && retreat_refused(call)) {
		errno = saved;
		ret = 0;
	}
	return ret;
}

/*
 * The next most common ones: of their success the value is looked at, which
 * can be read, as the kernel has read it.
 */
static inline int ranged(int fd, int level, int name, const void *value,
			 socklen_t len)
{
	int saved = errno, number;
	int ret = next.setsockopt(fd, level, name, value, len);

	if (ret == 0 && len >= sizeof(number)) {
		memcpy(&number, value, sizeof(number));
		if (options_in_range(name, number))
			return 0;
	}
	return settle(&(struct option_call){fd, level, name, value, len,
					    options_find(level, name)},
		      ret, saved);
}

static inline int other(int fd, int level, int name, const void *value,
			socklen_t len)
{
	const int row = options_find(level, name);
	const struct option_call call = {fd, level, name, value, len, row};
	int saved = errno;
	enum retreat before = RETREAT_UNTRIED;

	if (!assent_plain(&call))
		before = assent_first(&call);
	if (before == RETREAT_ERROR)
		return -1;
	return settled(&call, before,
		       next.setsockopt(fd, level, name, value, len), saved);
}

APART static int looked_at(int fd, int level, int name, const void *value,
			   socklen_t len)
{
	if (settings_off())
		return next.setsockopt(fd, level, name, value, len);
	if (options_ranged(level, name))
		return ranged(fd, level, name, value, len);
	return other(fd, level, name, value, len);
}

/* Does MPTCP do as TCP does, whatever the value? */
static inline bool straight(int fd, int level, int name)
{
	return options_set_alike(level, name) ||
	       (options_ranged(level, name) && kernel_keepalive &&
		!(births_of(fd) & ORIGIN_MPTCP));
}

HOOKED int setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	if (!life_ready() || straight(fd, level, name))
		return next.setsockopt(fd, level, name, value, len);
	return looked_at(fd, level, name, value, len);
}
