// SPDX-License-Identifier: MIT
/*
 * connect(): counts a socket's first. The program's own call comes last, so
 * blocking, cancellation and errno are the kernel's.
 */
#include "hook.h"
#include "know/births.h"
#include "role/dial.h"

typedef int (*connect_fn)(int, const struct sockaddr *, socklen_t);

APART static int again(int fd, const struct sockaddr *addr, socklen_t len,
		       connect_fn to)
{
	int ret = to(fd, addr, len);

	if (ret == 0)
		dial_again(fd, addr);
	return ret;
}

static inline int dials(int fd, const struct sockaddr *addr, socklen_t len,
			connect_fn to)
{
	if (!life_ready())
		return to(fd, addr, len);
	if (births_of(fd) & (HISTORY_dials | HISTORY_listened))
		return again(fd, addr, len, to);
	dial_before(fd, addr, len);
	return to(fd, addr, len);
}

HOOKED int connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	return dials(fd, addr, len, next.connect);
}

/* Declared by no header: old programs, and those who know it. */
extern int __connect(int fd, const struct sockaddr *addr, socklen_t len);

HOOKED int __connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	return dials(fd, addr, len, next.__connect);
}
