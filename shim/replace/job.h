/* SPDX-License-Identifier: MIT */
/*
 * What a replace has to remember while it lasts: too much for the stack of a
 * program's coroutine or signal handler.
 */
#ifndef SHIM_JOB_H
#define SHIM_JOB_H

#include <stdbool.h>
#include <stdint.h>
#include "base/identity.h"
#include "base/thread.h"
#include "carry.h"
#include "handover.h"
#include "know/look.h"
#include "watchers.h"

/* What is asked for. */
struct order {
	struct look *look;
	int fd;   /* its number */
	int from; /* IPPROTO_... */
	int to;
	int backlog;    /* of listen(); negative: it is not to listen */
	bool listening; /* the old one does already: see handover.h */
	bool anew;      /* not to the port that the old one has */
};

struct job {
	struct order order;
	int domain;
	uint64_t cookie;
	bool alone; /* no other thread can touch it meanwhile */
	int made;   /* the new socket */
	int copy;   /* of the old one, until nothing can fail any more */
	int held;   /* held.h; HELD_UNKNOWN: all its numbers are found first */
	int flags;
	bool lent; /* SO_REUSEADDR is set on both while both are bound */
	struct address address;
	struct carry carry;
	struct watchers watchers;
	struct carry carry_later; /* as a second look found it */
	struct watchers watchers_later;
	struct handover handover;
};

/* Room for one, as the last left it; NULL: there is none. */
struct job *job_enter(void);
void job_leave(struct job *j);

#endif
