/* SPDX-License-Identifier: MIT */
/*
 * What each hook_*.c needs. A hook is visible; everything else is hidden.
 */
#ifndef SHIM_HOOK_H
#define SHIM_HOOK_H

#include "life.h"
#include "next.h"

#define HOOKED __attribute__((visibility("default")))

/*
 * What a hook does where there is more to do than to pass a call on: out of
 * line, so that a call that is passed on saves no register for it.
 */
#define APART __attribute__((noinline))

#endif
