/* SPDX-License-Identifier: MIT */
/*
 * What MPTCP this kernel has: whether it makes such sockets, per address
 * family, as far as this process has found out.
 */
#ifndef SHIM_KERNEL_H
#define SHIM_KERNEL_H

#include <stdbool.h>

void kernel_start(void);

/* 0: try. Else the errno that this kernel answers, remembered. */
int kernel_refuses(int domain);

/*
 * The kernel would not make an MPTCP socket, with this errno, though it makes
 * TCP ones: remembered if that can't change while the kernel runs.
 */
void kernel_refused(int domain, int err);

/* MPTCP knows TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT, for sure. */
extern int kernel_keepalive __attribute__((visibility("hidden")));

#endif
