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
 * What a hook does where there is more to do than to pass a call on: not
 * inline, or the registers that it needs were saved for each call.
 */
#define APART __attribute__((noinline))

#endif
