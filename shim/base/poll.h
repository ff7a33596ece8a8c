/* SPDX-License-Identifier: MIT */
/*
 * What descriptors are ready for now, and which are there at all.
 */
#ifndef SHIM_POLL_H
#define SHIM_POLL_H

#include <stdint.h>

/* Of the 64 descriptors from there on: a bit for each that is open. */
uint64_t poll_open(int from);

/* poll() of it, now: which of these events, POLLHUP or POLLERR. */
int poll_events(int fd, int events);

#endif
