/* SPDX-License-Identifier: MIT */
/*
 * What kernel and network namespace we are in let a program have.
 */
#ifndef LAUNCHER_HOST_H
#define LAUNCHER_HOST_H

#include "finding.h"

void host_check(struct findings *f);
/* The part of it that only ip(8) tells; pm: who manages paths. */
void paths_check(struct findings *f, const char *pm);

#endif
