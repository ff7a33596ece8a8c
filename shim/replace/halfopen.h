/* SPDX-License-Identifier: MIT */
/*
 * Connections that are not yet in a listener's queue. They are the listening
 * socket's own, and are reset when it goes.
 */
#ifndef SHIM_HALFOPEN_H
#define SHIM_HALFOPEN_H

#include <stdbool.h>
#include "know/observe.h"

/*
 * Is there any that comes to the port of this listener's address? Also true
 * where it can't be told.
 */
bool halfopen_any(const struct address *address);

#endif
