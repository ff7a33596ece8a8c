/* SPDX-License-Identifier: MIT */
/*
 * The option table as data. Used by carry.c, retreat.c and standin.c.
 */
#ifndef SHIM_OPTIONS_H
#define SHIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum option_kind {
	OPTION_FLAG,
	OPTION_NUMBER,
	OPTION_NUMBER64,
	OPTION_LINGER,
	OPTION_TIMEVAL,
	OPTION_NAME,
	OPTION_SNDBUF,
	OPTION_RCVBUF,
};

enum option_accepted {
	OPTION_PASSED,
	OPTION_NOT_PASSED,
	OPTION_DROPPED,
};

struct option {
	int level;
	int name;
	const char *text; /* its name in C */
	enum option_kind kind;
	enum option_accepted accepted;
	bool ask;     /* the default depends on a sysctl */
	int standard; /* the default, if it does not */
};

extern const struct option options[];
extern const int options_count;

/* A row of the table; -1: not in it. */
int options_find(int level, int name);

/* Does MPTCP accept it and drop it? In the table or too rare to be there. */
bool options_dropped(int level, int name);

#endif
