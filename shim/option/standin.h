/* SPDX-License-Identifier: MIT */
/*
 * A new TCP socket that stands in for one of the program's that is MPTCP
 * because of us: what TCP would say to an option, without touching the
 * program's own. Made and closed within the question.
 */
#ifndef SHIM_STANDIN_H
#define SHIM_STANDIN_H

#include <stdbool.h>
#include <sys/socket.h>
#include "know/look.h"
#include "know/options.h"
#include "replace/reading.h"

/* An option's value, as the kernel tells it. */
#define STANDIN_PROBE 64 /* bytes; more than nearly any option has */

struct probe {
	socklen_t len;
	unsigned char bytes[STANDIN_PROBE];
};

/* False: it can't be asked for. */
bool standin_probe(int fd, const struct option_call *call, struct probe *out);

/* What a socket of the same family and state would say. */
struct standin {
	enum option_said said;
	int err; /* with a no */
	/* setsockopt() of what is taken along: as a new socket has it */
	socklen_t len;
	unsigned char usual[READING_MAX];
};

/*
 * setsockopt(). SAID_SO: the program's socket has that value; what MPTCP does
 * not tell of it is as new, as nobody could change it.
 */
void standin_set(struct standin *s, struct look *l,
		 const struct option_call *call);

/* getsockopt(), of the call's fd, level, name and row. */
void standin_get(struct standin *s, struct look *l,
		 const struct option_call *call, void *value, socklen_t *len);

#endif
