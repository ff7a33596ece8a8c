// SPDX-License-Identifier: MIT
/*
 * sendmmsg() under the name that it has in 32-bit programs whose time_t has 64
 * bits: the same hook, with a next definition of its own.
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include "hook.h"

#if __SIZEOF_LONG__ == 4
#define sendmmsg __sendmmsg64
#include "sendmmsg.c" // NOLINT(bugprone-suspicious-include)
#endif
