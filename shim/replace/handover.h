/* SPDX-License-Identifier: MIT */
/*
 * One listener hands its port over to another one. At no time is the port
 * anybody else's, nor is it less exclusive afterwards; for some microseconds
 * nobody listens there.
 */
#ifndef SHIM_HANDOVER_H
#define SHIM_HANDOVER_H

#include <stdbool.h>
#include "know/observe.h"
#include "policy/verdict.h"
#include "watchers.h"

struct handover {
	int old; /* it listens */
	int made;
	int flags; /* the old one's status flags */
	int backlog;
	bool alone; /* there is no other thread */
	const struct address *address;
	struct watchers *watchers;
	bool reuse; /* SO_REUSEADDR is the program's own */
};

/*
 * May it be? Not if the old one has connections that are not accepted yet, or
 * if somebody waits for one.
 */
enum reason handover_doubt(const struct handover *h);

/*
 * The new one listens, the old one does no more. For any reason returned
 * nothing has changed.
 */
enum reason handover_do(struct handover *h);

/* The old one listens again, the new one does no more. */
void handover_undo(const struct handover *h);

#endif
