/* SPDX-License-Identifier: MIT */
/*
 * Finds who in this process holds a socket. Looking changes nothing.
 */
#ifndef SHIM_SCAN_H
#define SHIM_SCAN_H

#include "policy/verdict.h"
#include "watchers.h"

/* All of its numbers and registrations. */
enum reason scan_holders(int fd, struct watchers *out);

/*
 * The registrations alone, in a process without another thread, at a system
 * call a descriptor; of its numbers no other than fd. probe: of ours, in no
 * epoll set.
 */
enum reason scan_sets(int fd, int probe, struct watchers *out);

/*
 * The numbers alone, in such a process, of a socket that it has under none that
 * is known.
 */
enum reason scan_numbers(const struct identity *socket, struct watchers *out);

#endif
