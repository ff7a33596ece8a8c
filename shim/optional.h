/* SPDX-License-Identifier: MIT */
/*
 * Options on sockets that we made MPTCP: what the option hooks decide.
 */
#ifndef SHIM_OPTIONAL_H
#define SHIM_OPTIONAL_H

#include <stdbool.h>
#include <sys/socket.h>

/* The arguments of a setsockopt(). */
struct optional {
	int fd;
	int level;
	int name;
	const void *value;
	socklen_t len;
};

enum retreat {
	RETREAT_NO,    /* it stays as it is; errno is as it was */
	RETREAT_DONE,  /* it is TCP now: call setsockopt() (again) */
	RETREAT_ERROR, /* TCP would refuse it as well; errno says how */
	RETREAT_HINT,  /* nothing is lost by saying yes */
};

/*
 * Would MPTCP say yes and do nothing, on a socket of ours that can still
 * become TCP? Without a system call unless the answer is likely yes.
 */
bool optional_hollow(const struct optional *o);

/* Did setsockopt() just fail because the socket is MPTCP, for our sake? */
bool optional_refused(const struct optional *o);

/* For this option's sake: back to TCP, if TCP takes it. */
enum retreat optional_retreat(const struct optional *o);

/* setsockopt() succeeded: pin the socket if the option can't be carried. */
void optional_set(const struct optional *o);

/*
 * getsockopt() is to be answered by a new TCP socket. before: it was not
 * called yet; else it failed, and errno says how. True: *ret and errno are
 * the answer's.
 */
bool optional_answer(bool before, int fd, int level, int name, void *value,
		     socklen_t *len, int *ret);

/* getsockopt() succeeded: SO_PROTOCOL says what the program asked for. */
void optional_hide(int fd, int level, int name, void *value,
		   const socklen_t *len);

#endif
