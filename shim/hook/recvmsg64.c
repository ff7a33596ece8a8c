// SPDX-License-Identifier: MIT
/*
 * recvmsg() under the name that it has in 32-bit programs whose time_t has 64
 * bits: the same hook, with a next definition of its own.
 */
#include <sys/socket.h>
#include "hook.h"

#if __SIZEOF_LONG__ == 4
#define recvmsg __recvmsg64
#include "recvmsg.c" // NOLINT(bugprone-suspicious-include)
#endif
