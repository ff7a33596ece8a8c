/* SPDX-License-Identifier: MIT */
/*
 * Whether a socket that was just put away lives on: under a number that is not
 * known, or in another process.
 */
#ifndef SHIM_HELD_H
#define SHIM_HELD_H

#include <stdbool.h>

#define HELD_UNKNOWN (-1) /* it won't be told */

/*
 * A private epoll set that has fd's socket, which neither listens nor is
 * connected; or HELD_UNKNOWN.
 */
int held_watch(int fd, int protocol);

/* Has anybody that socket still? */
bool held_still(int set);

#endif
