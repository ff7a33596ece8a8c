// SPDX-License-Identifier: MIT
/*
 * Swapping. Called by replace.c, with a new socket that has all that the old
 * one had when it was looked at. Until the copy of the old one is closed it can
 * be put back, and shows what other threads have done to it meanwhile.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "base/private.h"
#include "base/thread.h"
#include "know/births.h"
#include "know/hints.h"
#include "held.h"
#include "holders.h"
#include "scan.h"
#include "swap.h"

/* EBUSY: another thread is opening the number, so it was closed. */
static enum reason put(int now, int fd)
{
	long flags = sys(SYS_fcntl_, fd, F_GETFD), err;
	const int cloexec = flags & FD_CLOEXEC ? O_CLOEXEC : 0;
	int tries = 100;

	if (flags < 0)
		return REASON_descriptor;
	do
		err = sys(SYS_dup3, now, fd, cloexec);
	while (err == -EINTR && --tries);
	return err < 0 ? REASON_descriptor : REASON_none;
}

/*
 * Asked for last what the number names: what happens between that and dup3()
 * is not seen.
 */
static enum reason put_under(const struct job *j, int was, int now, int fd)
{
	const bool ask = !j->alone || j->watchers.fds_count > 1;
	int same = ask ? watchers_same(was, fd) : 1;

	if (!same)
		return j->alone ? REASON_none : REASON_threads;
	return same < 0 ? REASON_descriptor : put(now, fd);
}

/* listen() or connect(): it is not one that does nothing yet any more. */
static bool acts(const struct job *j)
{
	return !j->order.listening && observe_state(j->copy) != TCP_CLOSE;
}

static enum reason put_under_all(const struct job *j, int was, int now)
{
	enum reason reason = REASON_none;
	int i;

	for (i = 0; i < j->watchers.fds_count && !reason; i++)
		reason = put_under(j, was, now, j->watchers.fds[i]);
	return reason;
}

/* What other threads did to the old one since it was looked at. */
static enum reason follow(struct job *j)
{
	const struct order *o = &j->order;
	enum reason reason;
	long flags;

	/* Soon, as the next call is on the new one. */
	if (acts(j))
		return REASON_threads;
	/* A call that had begun on the old one is to end. */
	thread_turn();
	flags = sys(SYS_fcntl_, j->copy, F_GETFL);
	if (o->listening) /* taken away by the handover */
		flags |= j->flags & O_ASYNC;
	reason = scan_holders(j->copy, &j->watchers_later);
	if (!reason && acts(j))
		reason = REASON_threads;
	/* A duplicate that is the program's, beside our copy. */
	if (!reason && j->watchers_later.fds_count > 1)
		reason = REASON_threads;
	if (!reason && !o->listening)
		reason = carry_find(j->copy, j->domain, o->from,
				    &j->carry_later);
	if (!reason && o->to == IPPROTO_MPTCP && !carry_passed(&j->carry_later))
		reason = REASON_option;
	if (reason)
		return reason;
	if (!o->listening &&
	    !carry_follow(&j->carry, &j->carry_later, j->copy, j->made))
		return REASON_option;
	if (flags >= 0 && flags != j->flags)
		sys(SYS_fcntl_, o->fd, F_SETFL, flags);
	return watchers_follow(&j->watchers, &j->watchers_later) ? REASON_none
								 : REASON_epoll;
}

/* old: under whatever number. */
static void put_back(struct job *j, int old)
{
	put_under_all(j, j->made, old);
	if (!j->order.listening && j->watchers.removed)
		watchers_restore(&j->watchers);
}

static enum reason put_in_place(struct job *j)
{
	struct watchers *w = &j->watchers;
	enum reason reason;

	if (j->alone && !j->order.listening && w->sets_count) {
		if (!watchers_try(w, j->made))
			return REASON_epoll;
		watchers_remove(w);
	}
	reason = put_under_all(j, j->copy, j->made);
	if (!reason && !watchers_restore(w))
		reason = REASON_epoll;
	if (!reason && j->flags & O_ASYNC &&
	    sys(SYS_fcntl_, j->order.fd, F_SETFL, j->flags))
		reason = REASON_flags;
	if (!reason && !j->alone)
		reason = follow(j);
	/* Its registrations live on with the copy, under the same numbers. */
	if (reason)
		put_back(j, j->copy);
	return reason;
}

/*
 * There are other numbers after all. What each of them names is the old one:
 * so is what fd is to name again, should one of them fail.
 */
static enum reason put_under_others(struct job *j)
{
	struct watchers *w = &j->watchers, *later = &j->watchers_later;
	enum reason reason;
	int i, n;

	/* Its number may be the one that looking takes. */
	holders_forget(j);
	reason = scan_numbers(&w->socket, later);
	n = later->fds_count;
	/* Then they are in another process, and none of ours. */
	if (!n)
		return REASON_none;
	for (i = 0; i < n && !reason; i++) {
		reason = w->fds_count < WATCHERS_MAX
				 ? put(j->made, later->fds[i])
				 : REASON_descriptor;
		if (!reason)
			w->fds[w->fds_count++] = later->fds[i];
	}
	if (reason)
		put_back(j, later->fds[i ? i - 1 : 0]);
	return reason;
}

enum reason swap_sockets(struct job *j)
{
	uint64_t cookie = observe_cookie(j->made);
	const struct watchers *w = &j->watchers;
	bool one = j->alone && w->fds_count == 1 && !w->sets_count &&
		   !(j->flags & O_ASYNC);
	unsigned int hints = hints_of(j->order.fd);
	enum reason reason;

	/* listen() forgets TCP_QUICKACK. */
	if (j->order.backlog >= 0 && !j->order.listening)
		hints &= ~(unsigned int)HINT_DELAYED;
	/* One dup3() works or changes nothing; more may need undoing. */
	j->copy = one ? -1 : (int)private_copy(j->order.fd);
	if (!one && j->copy < 0)
		return REASON_descriptor;
	/* Or it was closed, and is another thread's file. */
	if (!j->alone && (observe_cookie(j->copy) != j->cookie || acts(j)))
		reason = REASON_threads;
	else
		reason = put_in_place(j);
	if (!one)
		private_close(j->copy);
	if (!reason && j->held >= 0 && held_still(j->held))
		reason = put_under_others(j);
	if (reason)
		return reason;
	births_socket_replaced(j->order.fd, j->cookie, w->fds, w->fds_count,
			       cookie);
	if (j->order.to == IPPROTO_TCP)
		hints_apply(j->order.fd, hints);
	return REASON_none;
}
