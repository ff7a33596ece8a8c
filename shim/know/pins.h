/* SPDX-License-Identifier: MIT */
/*
 * Sockets never to be replaced, by SO_COOKIE: with an option that can't be
 * carried.
 */
#ifndef SHIM_PINS_H
#define SHIM_PINS_H

#include <stdint.h>
#include "policy/verdict.h"

void pins_add(uint64_t cookie, enum reason reason);

/* Why one born then (moments.h) is pinned; REASON_none if it is not. */
enum reason pins_reason(uint64_t cookie, unsigned long born);

#endif
