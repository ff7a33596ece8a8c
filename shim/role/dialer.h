/* SPDX-License-Identifier: MIT */
/*
 * What dials: counted, and put right where the address demands it. Called by
 * the hooks of connect() and bind(), and of what dials with its first bytes
 * (MSG_FASTOPEN).
 */
#ifndef SHIM_DIALER_H
#define SHIM_DIALER_H

#include <sys/socket.h>
#include "know/births.h"

/* It is about to dial: count a socket's first. addr may be anything. */
void dialer_dials(int fd, const struct sockaddr *addr, socklen_t len);

/* After connect(): it may have dialed again, or undone it all. */
void dialer_again(int fd, const struct sockaddr *addr);

/* bind() is about to be called on a socket of ours that is MPTCP. */
void dialer_names(int fd, const struct sockaddr *addr, socklen_t len);

static inline void dialer_binds(int fd, const struct sockaddr *addr,
				socklen_t len)
{
	/* A second bind() can only fail. */
	const unsigned int used = HISTORY_port | HISTORY_chosen |
				  HISTORY_dialed | HISTORY_listened;

	if ((births_of(fd) & (ORIGIN_MPTCP | used)) == ORIGIN_MPTCP)
		dialer_names(fd, addr, len);
}

#endif
