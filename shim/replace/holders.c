// SPDX-License-Identifier: MIT
/*
 * Who holds the socket that is to be replaced, and whether that can be done
 * with it. Called by replace.c.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include "base/private.h"
#include "held.h"
#include "holders.h"
#include "scan.h"

/* All of its numbers, and its registrations, before anything is done. */
enum reason holders_find_all(struct job *j)
{
	enum reason reason = scan_holders(j->order.fd, &j->watchers);

	if (!reason)
		reason = watchers_lasting(&j->watchers);
	/* SIGIO tells the number that O_ASYNC was set under: which was it? */
	if (!reason && j->flags & O_ASYNC && j->watchers.fds_count > 1)
		reason = REASON_flags;
	/*
	 * A number that the program did not name may be closed and be another
	 * thread's file right before dup3() puts a socket there, however late
	 * it is asked for: a busy machine lets that happen.
	 */
	if (!reason && !j->alone && j->watchers.fds_count > 1)
		reason = REASON_threads;
	return reason;
}

void holders_forget(struct job *j)
{
	if (j->held >= 0)
		private_close(j->held);
	j->held = HELD_UNKNOWN;
}

/*
 * Its registrations alone, as swap.c finds out afterwards whether it has other
 * numbers. Not where these would matter before.
 */
static bool find_registrations(struct job *j)
{
	const struct order *o = &j->order;

	if (!j->alone || o->listening || j->flags & O_ASYNC)
		return false;
	j->held = held_watch(o->fd, o->from);
	if (j->held >= 0 && !scan_sets(o->fd, j->held, &j->watchers) &&
	    !watchers_lasting(&j->watchers))
		return true;
	holders_forget(j);
	return false;
}

enum reason holders_find(struct job *j)
{
	return find_registrations(j) ? REASON_none : holders_find_all(j);
}
