/* SPDX-License-Identifier: MIT */
/*
 * Only a socket tells whether the kernel, a security module or a seccomp filter
 * lets us have MPTCP.
 */
#ifndef LAUNCHER_TRIAL_H
#define LAUNCHER_TRIAL_H

/* NULL: one can be had. Else why not; to be freed. family: as socket()'s. */
char *trial_refusal(int family);

#endif
