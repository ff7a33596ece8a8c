/* SPDX-License-Identifier: MIT */
/*
 * What an MPTCP socket of ours says otherwise than TCP when it is asked by
 * ioctl() how much there is to read or unsent. Called by the hook of ioctl()
 * and by life.c.
 */
#ifndef SHIM_AMOUNTS_H
#define SHIM_AMOUNTS_H

#include <stdbool.h>

/* linux/sockios.h, asm-generic/ioctls.h */
#define AMOUNTS_UNREAD  0x541BU /* FIONREAD, SIOCINQ */
#define AMOUNTS_UNSENT  0x5411U /* SIOCOUTQ */
#define AMOUNTS_NOTSENT 0x894BU /* SIOCOUTQNSD */
#define AMOUNTS_MARK    0x8905U /* SIOCATMARK */

/* Requests that are looked at. Inline, as each ioctl() asks. */
static inline bool amounts_asked(unsigned int request)
{
	return request == AMOUNTS_UNREAD || request == AMOUNTS_UNSENT ||
	       request == AMOUNTS_NOTSENT || request == AMOUNTS_MARK;
}

/* From life.c, at load, where anything is made MPTCP. */
void amounts_start(void);

/*
 * ioctl() was called and returned ret; *amount is what it has written then.
 * Returns what TCP returns; errno is set or left, as TCP does.
 */
int amounts_answer(int fd, unsigned int request, int *amount, int ret);

/* sockatmark() failed (errno): would TCP say that the mark is not here? */
bool amounts_unmarked(int fd);

#endif
