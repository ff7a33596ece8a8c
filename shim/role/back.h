/* SPDX-License-Identifier: MIT */
/*
 * MPTCP does not know, or would not keep, what a program has set.
 */
#ifndef SHIM_BACK_H
#define SHIM_BACK_H

#include "act.h"

/* Back to TCP, if that can be. False: it stays as it is. */
bool back_to_tcp(struct look *l);

#endif
