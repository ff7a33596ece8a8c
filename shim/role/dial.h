/* SPDX-License-Identifier: MIT */
/*
 * What dials: counted, and put right where the address demands it. Called by
 * the hook of connect(), and of what dials with its first bytes (MSG_FASTOPEN).
 */
#ifndef SHIM_DIAL_H
#define SHIM_DIAL_H

#include <sys/socket.h>

/* It is about to dial: count a socket's first. to may be anything. */
void dial_before(int fd, const struct sockaddr *to, socklen_t len);

/*
 * connect() succeeded on a socket that has a role: if the address was AF_UNSPEC
 * that one is over, and the next connect() counts.
 */
void dial_again(int fd, const struct sockaddr *to);

#endif
