// SPDX-License-Identifier: MIT
/*
 * sendmsg() under the name that it has in 32-bit programs whose time_t has 64
 * bits: the same hook, with a next definition of its own.
 */
#include <sys/socket.h>
#include "hook.h"

#if __SIZEOF_LONG__ == 4
#define sendmsg __sendmsg64
#include "sendmsg.c" // NOLINT(bugprone-suspicious-include)
#endif
