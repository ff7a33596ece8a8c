/* SPDX-License-Identifier: MIT */
/*
 * Descriptors in a message's control data (SCM_RIGHTS). Called by the hooks
 * of sendmsg(), recvmsg() and their kind, and by settle.c.
 */
#ifndef SHIM_RIGHTS_H
#define SHIM_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * In musl's structures what is beyond 32 bits is padding, which only its own
 * functions clear.
 */
static inline uint32_t rights_length(const struct msghdr *message)
{
	return (uint32_t)message->msg_controllen;
}

/* The kernel has read or written it. Are there any? */
bool rights_carried(const struct msghdr *message);

/*
 * The kernel has not seen it yet: no more than can be read is looked at.
 * True as long as there is one; from 0 on *at is where.
 */
bool rights_next(const struct msghdr *message, uint32_t *at, int *fd);

#endif
