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

/* The arguments of a setsockopt(). */
struct option_call {
	int fd;
	int level;
	int name;
	const void *value;
	socklen_t len;
	int row; /* options_find() */
};

/* MPTCP because of us? */
bool standin_ours(int fd);

/* The kernel's TCP states in which a socket has no connection. */
bool standin_unconnected(int state);

/* A stand-in for fd, with its family and SO_REUSEPORT; -1: none to be had. */
int standin_make(int fd);

/*
 * setsockopt() on the stand-in: 0 or -errno. *idle: it had that value before,
 * and so has the program's socket, where nobody could change it.
 */
long standin_set(int standin, const struct option_call *call, bool *idle);

/* getsockopt() on the stand-in: 0 or -errno. listening: as a listener would. */
long standin_get(int standin, int level, int name, void *value, socklen_t *len,
		 bool listening);

/* Errors that a listening TCP socket gives where a new one gives others. */
long standin_listening(int standin, const struct option_call *call, long err);

#endif
