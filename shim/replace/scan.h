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
 * In a process without another thread, at a system call a descriptor: its
 * registrations, and of its numbers none but fd, unless *all says so. probe: of
 * ours, in no epoll set.
 */
enum reason scan_alone(int fd, int probe, struct watchers *out, bool *all);

/*
 * The numbers alone, in such a process, of a socket that it has under none that
 * is known.
 */
enum reason scan_numbers(const struct identity *socket, struct watchers *out);

#endif
