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
#include "option/set.h"

static inline int set_steps(struct set *s)
{
	while (set_calls(s))
		set_called(s, next.setsockopt(s->call.fd, s->call.level,
					      s->call.name, s->call.value,
					      s->call.len));
	return s->ret;
}

/* Step by step: the call is to come, or was taken. */
APART static int set_slowly(int fd, int level, int name, const void *value,
			    socklen_t len, bool taken)
{
	struct set s = {.call = {fd, level, name, value, len, -1},
			.saved = errno};

	set_begin(&s);
	if (taken)
		set_called(&s, 0);
	return set_steps(&s);
}

/* It was not; saved is the errno of before. */
APART static int set_failed(int fd, int level, int name, const void *value,
			    socklen_t len, int saved)
{
	struct set s = {.call = {fd, level, name, value, len, -1},
			.saved = saved};

	set_begin(&s);
	set_called(&s, -1);
	return set_steps(&s);
}

/* The most common ones whose value matters. */
static inline int set_alive(int fd, int level, int name, const void *value,
			    socklen_t len, int saved)
{
	int number;

	if (next.setsockopt(fd, level, name, value, len))
		return set_failed(fd, level, name, value, len, saved);
	if (len >= sizeof(number)) {
		memcpy(&number, value, sizeof(number));
		if (options_alive_within(name, number))
			return 0;
	}
	return set_slowly(fd, level, name, value, len, true);
}

static inline int set_other(int fd, int level, int name, const void *value,
			    socklen_t len, int saved)
{
	const uint64_t traits = options_traits(options_find(level, name));

	if (!set_plain(traits, level))
		return set_slowly(fd, level, name, value, len, false);
	if (next.setsockopt(fd, level, name, value, len))
		return set_failed(fd, level, name, value, len, saved);
	if (set_within(traits, value, len))
		return 0;
	return set_slowly(fd, level, name, value, len, true);
}

APART static int set_looked_at(int fd, int level, int name, const void *value,
			       socklen_t len)
{
	const int saved = errno;

	if (settings_off())
		return next.setsockopt(fd, level, name, value, len);
	if (options_have(level, name, TRAIT_KEEPALIVE))
		return set_alive(fd, level, name, value, len, saved);
	return set_other(fd, level, name, value, len, saved);
}

/* Does MPTCP do as TCP does, whatever the value? */
static inline bool set_alike(int fd, int level, int name)
{
	return options_have(level, name, TRAIT_ALIKE) ||
	       (options_have(level, name, TRAIT_KEEPALIVE) &&
		kernel_keepalive && !(births_of(fd) & ORIGIN_MPTCP));
}

HOOKED int setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	if (!life_ready() || set_alike(fd, level, name))
		return next.setsockopt(fd, level, name, value, len);
	return set_looked_at(fd, level, name, value, len);
}
