/* SPDX-License-Identifier: MIT */
/*
 * Who replaces a socket: one thread at a time. Of two threads that call
 * listen() on one socket the second would find its port taken by the first
 * one's new socket.
 */
#ifndef SHIM_CLAIMS_H
#define SHIM_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * May this thread replace the socket with this SO_COOKIE? Waits for one that
 * does, and *waited then says that the socket is to be looked at again. False:
 * it is this very thread, interrupted by the signal handler that asks.
 */
bool claims_take(uint64_t cookie, bool *waited);
void claims_leave(uint64_t cookie);

/* In a child of fork(): what other threads were at. */
void claims_forked(void);

#endif
