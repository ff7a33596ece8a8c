/* SPDX-License-Identifier: MIT */
/*
 * Plans (policy/plan.h) carried out: the one place that finds out what a plan
 * asks for, the one that does what it says, and the one that tells of it.
 * Called by those of role/, which make the plans.
 */
#ifndef SHIM_ACT_H
#define SHIM_ACT_H

#include "know/look.h"
#include "policy/plan.h"

/* Find that out, for the plan to be made again. */
void act_ask(struct look *l, enum ask what);

/* The facts of an address that the program gives, which may be anything. */
void act_look_at_address(struct look *l, const struct sockaddr *addr,
			 socklen_t len);

/*
 * Do it; backlog: the new socket listens with that. What could not be done
 * stands in the plan then, and the answer is false.
 */
bool act_do(struct look *l, struct plan *p, int backlog);

/* Do what takes a socket back to TCP before it listens, and remember why. */
bool act_back(struct look *l, struct plan *p);

/*
 * A socket took a role, at this call: counted, and logged with the program's
 * address where it dials to; if that is none, with its own.
 */
void act_tell(const char *call, int fd, enum role role, struct plan p,
	      const struct sockaddr *to, socklen_t len);

/* ... and it is not any more what it was counted as. */
void act_tell_back(const char *call, int fd, enum role role, struct plan p);

#endif
