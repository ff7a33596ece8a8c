/* SPDX-License-Identifier: MIT */
/*
 * The three variables of a unit: what they are, and what they become.
 */
#ifndef LAUNCHER_VARIABLES_H
#define LAUNCHER_VARIABLES_H

#include "service.h"

/* LD_PRELOAD, MPTCPDEFAULT and GODEBUG; NULL: not set, or left alone. */
struct variables {
	char *preload;
	char *settings;
	char *godebug;
};

/* *by_file: an environment file sets one of them. */
void variables_read(struct variables *v, const struct service *s,
		    const struct manager *m, bool *by_file);
/* Of old ones and what a masked drop-in (NULL: none) and the user add. */
void variables_merge(struct variables *new, const struct variables *old,
		     const char *masked, const char *library,
		     const char *settings);
void variables_free(struct variables *v);

#endif
