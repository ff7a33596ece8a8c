/* SPDX-License-Identifier: MIT */
/*
 * The life of the process around the shim: load, fork, exit.
 */
#ifndef SHIM_LIFE_H
#define SHIM_LIFE_H

#include <stdbool.h>

/*
 * First thing in every hook. False: the settings are not read yet (another
 * library's constructor is calling), pass the call on as it is.
 */
bool life_ready(void);

#endif
