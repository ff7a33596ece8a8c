/* SPDX-License-Identifier: MIT */
/*
 * bind(): where it is learnt that a socket is this process's to bind, so that
 * one bound elsewhere and received later is never taken for our own; and the
 * last moment at which a socket can become TCP without an address to take
 * along.
 */
#ifndef SHIM_BIND_H
#define SHIM_BIND_H

#include <sys/socket.h>

/* It is about to be called on a socket of ours. */
void bind_before(int fd, const struct sockaddr *addr, socklen_t len);

/* It succeeded. */
void bind_after(int fd, const struct sockaddr *addr);

#endif
