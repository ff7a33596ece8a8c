/* SPDX-License-Identifier: MIT */
/*
 * Listeners to be, under a number that births don't know: once one listens it
 * may not be able to go back to TCP any more, so what MPTCP does not do for a
 * listener is looked at before.
 */
#ifndef SHIM_HANDED_H
#define SHIM_HANDED_H

#include "know/look.h"

/*
 * Of an unconnected socket: was it bound to be handed over to who listens? One
 * that died when it was connected has a port, too.
 */
bool handed_over(struct look *l);

#endif
