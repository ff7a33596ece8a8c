/* SPDX-License-Identifier: MIT */
/*
 * The words of enable, disable and show.
 */
#ifndef LAUNCHER_REQUEST_H
#define LAUNCHER_REQUEST_H

#include "text.h"

struct request {
	struct list units;    /* full names of services, in their order */
	struct text settings; /* as MPTCPDEFAULT has them */
	bool user;
	bool now;
	bool global;
};

/* The options that a verb takes, besides --user. */
enum {
	TAKES_NOW = 1,
	TAKES_SETTINGS = 2,
	TAKES_GLOBAL = 4,
};

/* Any word that does not belong is a usage error. */
void request_read(struct request *r, const char *verb, int takes, char **argv);

#endif
