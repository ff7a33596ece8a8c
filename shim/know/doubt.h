/* SPDX-License-Identifier: MIT */
/*
 * Is a socket this process's alone? What births, forks, pins and the clock of
 * moments.h know, put together.
 */
#ifndef SHIM_DOUBT_H
#define SHIM_DOUBT_H

#include <stdbool.h>
#include <stdint.h>
#include "policy/verdict.h"

/* bind() is being called here on a socket of ours with this SO_COOKIE. */
void doubt_bound(int fd, uint64_t cookie);

/*
 * Why the socket must not be replaced by this process: shared with another
 * one, pinned, of unknown birth. REASON_none if it is this process's alone.
 * idle: neither bound nor about to listen; then little can go wrong, and less
 * is asked for.
 */
enum reason doubt_reason(int fd, uint64_t cookie, bool bound, bool idle);

#endif
