/* SPDX-License-Identifier: MIT */
/*
 * The life of the process around the shim: load, fork, exit.
 */
#ifndef SHIM_LIFE_H
#define SHIM_LIFE_H

#include <stdbool.h>
#include "report/counters.h"

/* Not started yet: false. In a child that nobody announced, or asked: true. */
bool life_wake(void);

/*
 * First thing in every hook. False: the settings are not read yet (another
 * library's constructor is calling), pass the call on as it is.
 */
static inline bool life_ready(void)
{
	return __builtin_expect(counters_owner() > 0, 1) || life_wake();
}

#endif
