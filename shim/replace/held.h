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

/*
 * Does the set answer as sets do? Where it does not (a sandbox), nor does the
 * answer of other descriptors tell what they are. probe: in no set.
 */
bool held_truly(int set, int probe);

/* Has anybody that socket still? */
bool held_still(int set);

#endif
