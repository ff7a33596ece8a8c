/* SPDX-License-Identifier: MIT */
/*
 * A new TCP socket that stands in for one of the program's that is MPTCP
 * because of us: what TCP would say to an option, without touching the
 * program's own.
 */
#ifndef SHIM_STANDIN_H
#define SHIM_STANDIN_H

#include <stdbool.h>
#include <sys/socket.h>
#include "know/options.h"

/*
 * MPTCP because of us? And: asked as observe_is_mptcp() asks. Nothing is asked
 * where both roles are TCP.
 */
bool standin_ours(int fd);
bool standin_ours_set(int fd);

/* The kernel's TCP states in which a socket has no connection. */
bool standin_unconnected(int state);

/* A stand-in for fd, with its family and SO_REUSEPORT; -1: none to be had. */
int standin_make(int fd);

/* An option's value, as the kernel tells it; false: it can't be asked for. */
#define STANDIN_PROBE 64 /* bytes; more than nearly any option has */

struct probe {
	socklen_t len;
	unsigned char bytes[STANDIN_PROBE];
};

bool standin_probe(int fd, const struct option_call *call, struct probe *out);

/*
 * setsockopt() on the stand-in: 0 or -errno, as a socket in this state would
 * say. *idle: the program's socket has that value; what MPTCP does not tell of
 * it is as new, as nobody could change it.
 */
long standin_set(int standin, const struct option_call *call, int state,
		 bool *idle);

/* getsockopt() on the stand-in: 0 or -errno, as a socket in this state would.
 */
long standin_get(int standin, int level, int name, void *value, socklen_t *len,
		 int state);

/*
 * Does a new socket's value stand for a connection's? Not what only the
 * connection can know.
 */
bool standin_tells(int level, int name);

/* And its error? Not that it has no connection. */
bool standin_errs(long err);

#endif
