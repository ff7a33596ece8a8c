/* SPDX-License-Identifier: MIT */
/*
 * Listeners to be: once one listens it may not be able to go back to TCP any
 * more, so what MPTCP does not do for a listener is looked at before.
 */
#ifndef SHIM_PROSPECT_H
#define SHIM_PROSPECT_H

#include <stdbool.h>

/* Does it listen, or is it going to, most likely: at a port of its own? */
bool prospect_listens(int fd);

/*
 * Of an unconnected socket under a number that births don't know: was it bound
 * to be handed over to who listens? One that died when it was connected has a
 * port, too.
 */
bool prospect_elsewhere(int fd);

#endif
