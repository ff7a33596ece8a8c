// SPDX-License-Identifier: MIT
/*
 * connect(): counts a socket's first. The program's own call comes last, so
 * blocking, cancellation and errno are the kernel's.
 */
#include "classify.h"
#include "hook.h"

HOOKED int connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	if (life_ready())
		classify_dialer(fd, addr, len);
	return next.connect(fd, addr, len);
}

/* Declared by no header: old programs, and those who know it. */
extern int __connect(int fd, const struct sockaddr *addr, socklen_t len);

HOOKED int __connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	if (life_ready())
		classify_dialer(fd, addr, len);
	return next.__connect(fd, addr, len);
}
