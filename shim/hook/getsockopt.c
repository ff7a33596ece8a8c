// SPDX-License-Identifier: MIT
/*
 * getsockopt(): on a socket that we made MPTCP, what TCP answers.
 */
#include <errno.h>
#include "base/settings.h"
#include "hook.h"
#include "know/kernel.h"
#include "know/options.h"
#include "option/get.h"

static inline int get_steps(struct get *g)
{
	while (get_calls(g))
		get_called(g, next.getsockopt(g->call.fd, g->call.level,
					      g->call.name, g->call.value,
					      g->call.len));
	return g->ret;
}

/* Step by step: the call is to come. */
APART static int get_slowly(int fd, int level, int name, void *value,
			    socklen_t *len)
{
	struct get g = {.call = {fd, level, name, value, len}, .saved = errno};

	get_begin(&g);
	return get_steps(&g);
}

/* It failed; saved is the errno of before. */
APART static int get_failed(int fd, int level, int name, void *value,
			    socklen_t *len, int saved)
{
	struct get g = {.call = {fd, level, name, value, len}, .saved = saved};

	get_begin(&g);
	get_called(&g, -1);
	return get_steps(&g);
}

APART static int get_looked_at(int fd, int level, int name, void *value,
			       socklen_t *len)
{
	const int saved = errno;

	if (settings_off())
		return next.getsockopt(fd, level, name, value, len);
	if (!get_plain(level, name))
		return get_slowly(fd, level, name, value, len);
	if (next.getsockopt(fd, level, name, value, len))
		return get_failed(fd, level, name, value, len, saved);
	return 0;
}

/* Does MPTCP always answer, and as TCP does? */
static inline bool get_alike(int level, int name)
{
	return options_have(level, name, TRAIT_ALIKE | TRAIT_TOLD_ALIKE) ||
	       (options_have(level, name, TRAIT_KEEPALIVE) && kernel_keepalive);
}

HOOKED int getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	if (!life_ready() || get_alike(level, name))
		return next.getsockopt(fd, level, name, value, len);
	return get_looked_at(fd, level, name, value, len);
}
