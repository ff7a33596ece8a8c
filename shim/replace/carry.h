/* SPDX-License-Identifier: MIT */
/*
 * Takes the options that a program changed on one socket across to another.
 * The first two steps only look; nothing here touches the program's socket.
 */
#ifndef SHIM_CARRY_H
#define SHIM_CARRY_H

#include <stdbool.h>
#include "policy/verdict.h"
#include "reading.h"

#define CARRY_MAX 32 /* changed options; real servers change about ten */

struct carry {
	int refused; /* the errno with which a socket to compare with was */
	int count;
	struct {
		int row; /* of options.def */
		struct reading reading;
	} changed[CARRY_MAX];
};

/* What differs on fd from a new socket of its domain and protocol. */
enum reason carry_find(int fd, int domain, int protocol, struct carry *out);

/* The new socket is kept, to be closed by who calls; unset: there was none. */
enum reason carry_find_with(int fd, int domain, int protocol, struct carry *out,
			    int *kept);

/*
 * Can an MPTCP listener with these pass all that accepted connections are
 * owed? Fails on rows that are not PASSED.
 */
bool carry_passed(const struct carry *c);

/* Is this one among them? */
bool carry_has(const struct carry *c, int level, int name);

/* Would the MPTCP socket, as a listener, keep what the program set? */
bool carry_needless(int fd, int domain);

/* Set them on fd, which is not bound yet, and read each one back. */
bool carry_apply(const struct carry *c, int fd);

/*
 * What was found on the old socket was carried to the one made, and differs
 * now on the old one: the same on the other.
 */
bool carry_follow(const struct carry *found, const struct carry *now, int old,
		  int made);

#endif
