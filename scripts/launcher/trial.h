/* SPDX-License-Identifier: MIT */
/*
 * Only a socket tells whether the kernel, a security module or a seccomp filter
 * lets us have MPTCP.
 */
#ifndef LAUNCHER_TRIAL_H
#define LAUNCHER_TRIAL_H

enum trial {
	TRIAL_OK,
	TRIAL_REFUSED,
	TRIAL_NONE, /* we lack what it takes to try */
};

/* family: as socket()'s. Why not comes in *why, to be freed; else NULL. */
enum trial trial_of(int family, char **why);

#endif
