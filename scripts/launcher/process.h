/* SPDX-License-Identifier: MIT */
/*
 * A running process: has it the library, with which environment, and what do
 * its listeners say.
 */
#ifndef LAUNCHER_PROCESS_H
#define LAUNCHER_PROCESS_H

#include "finding.h"

/* Go into the network namespace that it is in, for good. */
void process_enter(struct findings *f, const char *pid);
void process_check(struct findings *f, const char *pid);

struct listeners {
	struct list mptcp;
	struct list tcp;
};

/* Its listeners, as ss(8) tells them; none if it can't. */
void listeners_check(struct findings *f, const char *pid,
		     struct listeners *found);
void listeners_free(struct listeners *l);

/* The library's file in it, to be freed; NULL: not loaded. *readable: its
 * maps are. */
char *process_library(const char *pid, const char *library, bool *readable);

#endif
