/* SPDX-License-Identifier: MIT */
/*
 * Who waits on a socket. What waits on a file stays on that file, whatever is
 * put under its number meanwhile: accept() in another thread would never
 * return. Epoll sets are another matter, see watchers.h.
 */
#ifndef SHIM_WAITING_H
#define SHIM_WAITING_H

#include <stdbool.h>

/*
 * May anybody in this process be waiting on the socket that these descriptors
 * name? Another thread that is just about to is not seen.
 */
bool waiting_any(const int *fds, int count);

#endif
