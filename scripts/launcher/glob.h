/* SPDX-License-Identifier: MIT */
/*
 * Paths by a pattern of *, ? and [, sorted. glob(3) would bring all of NSS into
 * a static program, for a "~" that no unit file has.
 */
#ifndef LAUNCHER_GLOB_H
#define LAUNCHER_GLOB_H

#include "text.h"

/* Adds what is there. A path without any of them is one if it is there. */
void glob_add(struct list *to, const char *pattern);

#endif
