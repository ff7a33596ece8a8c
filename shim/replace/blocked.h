/* SPDX-License-Identifier: MIT */
/*
 * In which system call a thread stands, from a line of
 * /proc/PID/task/TID/syscall.
 */
#ifndef SHIM_BLOCKED_H
#define SHIM_BLOCKED_H

#include <stdbool.h>

enum blocked_in {
	BLOCKED_elsewhere,  /* or not at all */
	BLOCKED_accept,     /* the descriptor */
	BLOCKED_socketcall, /* which one; where its arguments are */
	BLOCKED_poll,       /* struct pollfd[]; how many */
	BLOCKED_select,     /* how many; three sets */
	BLOCKED_unknown,    /* on whatever */
};

struct blocked {
	enum blocked_in in;
	unsigned long args[6];
};

/* False: the line is none that is known. */
bool blocked_parse(const char *line, struct blocked *out);

#endif
