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

/* Can it be replaced under all of them? */
static enum reason all_replaceable(const struct job *j)
{
	const struct watchers *w = &j->watchers;
	enum reason reason = watchers_lasting(w);

	/* SIGIO tells the number that O_ASYNC was set under: which was it? */
	if (!reason && j->flags & O_ASYNC && w->fds_count > 1)
		reason = REASON_flags;
	/*
	 * A number that the program did not name may be closed and be another
	 * thread's file right before dup3() puts a socket there, however late
	 * it is asked for: a busy machine lets that happen.
	 */
	if (!reason && !j->alone && w->fds_count > 1)
		reason = REASON_threads;
	return reason;
}

enum reason holders_find_all(struct job *j)
{
	enum reason reason = scan_holders(j->order.fd, &j->watchers);

	return reason ? reason : all_replaceable(j);
}

void holders_forget(struct job *j)
{
	if (j->held >= 0)
		private_close(j->held);
	j->held = HELD_UNKNOWN;
}

/* A new socket and, where sets have the old one, a copy of that are to come. */
static bool room_for_two(const struct job *j)
{
	long one, two;

	if (!j->watchers.sets_count)
		return true;
	one = private_copy(j->order.fd);
	two = private_copy(j->order.fd);
	if (one >= 0)
		private_close(one);
	if (two >= 0)
		private_close(two);
	return one >= 0 && two >= 0;
}

/*
 * Without its other numbers, as swap.c finds out afterwards whether it has any.
 * Not where these would matter before.
 */
static bool find_alone(struct job *j, int probe, enum reason *reason)
{
	const struct order *o = &j->order;
	bool all = false;

	if (!j->alone || o->listening ||
	    scan_alone(o->fd, probe, &j->watchers, &all))
		return false;
	*reason = all_replaceable(j);
	if (all)
		return true;
	if (*reason || j->flags & O_ASYNC)
		return false;
	j->held = held_watch(o->fd, o->from);
	/* What the probe was answered is true, or all is to be asked anew. */
	if (j->held >= 0 && (!held_truly(j->held, probe) || !room_for_two(j)))
		holders_forget(j);
	return j->held >= 0;
}

enum reason holders_find(struct job *j, int probe)
{
	enum reason reason;
	bool found = find_alone(j, probe, &reason);

	private_close(probe);
	return found ? reason : holders_find_all(j);
}

enum reason holders_differ(const struct job *j)
{
	struct identity id;

	if (identity_of(j->made, &id) || id.owner != j->watchers.socket.owner)
		return REASON_owner;
	return observe_netns(j->made) == observe_netns(j->order.fd)
		       ? REASON_none
		       : REASON_netns;
}
