// SPDX-License-Identifier: MIT
/*
 * The transaction: look, make, carry, bind, listen, and only then swap. Called
 * by role/act.c alone. The port is never let go: the new socket binds while the
 * old one is still bound, with SO_REUSEADDR on both for as long as that takes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "base/address.h"
#include "base/private.h"
#include "base/sys.h"
#include "claims.h"
#include "held.h"
#include "holders.h"
#include "job.h"
#include "know/births.h"
#include "know/doubt.h"
#include "replace.h"
#include "swap.h"

static enum reason look(struct job *j)
{
	const struct order *o = &j->order;
	enum reason reason;
	int fresh = -1;

	j->flags = (int)sys(SYS_fcntl_, o->fd, F_GETFL);
	if (!j->cookie || !look_address(o->look) || j->flags < 0)
		return REASON_foreign;
	j->address = o->look->address;
	j->domain = j->address.at.sin6_family;
	if (o->anew)
		((struct sockaddr_in *)&j->address.at)->sin_port = 0;
	if (!j->alone && !private_room())
		return REASON_descriptor;
	reason = doubt_reason(o->fd, j->cookie, j->address.bound,
			      !j->address.bound && o->backlog < 0);
	if (!reason && o->to == IPPROTO_MPTCP &&
	    address_local(&j->address.at, j->address.len))
		reason = REASON_scope;
	if (!reason)
		reason = carry_find_with(o->fd, j->domain, o->from, &j->carry,
					 &fresh);
	if (!reason && o->to == IPPROTO_MPTCP && !carry_passed(&j->carry))
		reason = REASON_option;
	if (!reason)
		return holders_find(j, fresh);
	if (fresh >= 0)
		private_close(fresh);
	return reason;
}

static enum reason make(struct job *j, int *refused)
{
	long made = private_socket_nonblock(j->domain, j->order.to,
					    j->flags & O_NONBLOCK);
	enum reason reason;

	*refused = private_refusal(made);
	if (made >= 0) {
		j->made = (int)made;
		return REASON_none;
	}
	if (*refused || j->held < 0)
		return REASON_descriptor;
	/* The last number that was free is ours: one thing after the other. */
	holders_forget(j);
	reason = holders_find_all(j);
	return reason ? reason : make(j, refused);
}

/* The program's own last: only from then on is the port less guarded. */
static void lend(const struct job *j, int on)
{
	const int name = SO_REUSEADDR;

	sys(SYS_setsockopt, j->made, SOL_SOCKET, name, &on, sizeof(on));
	sys(SYS_setsockopt, j->order.fd, SOL_SOCKET, name, &on, sizeof(on));
}

/*
 * While SO_REUSEADDR is lent, another program that sets it could bind to the
 * port as well: bind() and listen() follow each other, nothing between them.
 */
static enum reason bind_along(struct job *j)
{
	if (j->address.bound) {
		j->lent = j->alone ? !carry_has(&j->carry, SOL_SOCKET,
						SO_REUSEADDR)
				   : observe_number(j->order.fd, SOL_SOCKET,
						    SO_REUSEADDR) == 0;
		if (j->lent)
			lend(j, 1);
		if (sys(SYS_bind, j->made, &j->address.at, j->address.len))
			return REASON_bind;
	}
	if (j->order.backlog >= 0 && sys(SYS_listen, j->made, j->order.backlog))
		return REASON_listen;
	return REASON_none;
}

static void give_back(struct job *j)
{
	if (!j->lent)
		return;
	lend(j, 0);
	j->lent = false;
}

static enum reason same_flags(struct job *j)
{
	/* O_ASYNC follows later: it remembers the number it was set under. */
	const int flags = j->flags & ~(O_ACCMODE | O_ASYNC | O_LARGEFILE);
	const bool more = flags & ~O_NONBLOCK; /* than it was made with */
	struct f_owner_ex owner;
	long signal = sys(SYS_fcntl_, j->order.fd, F_GETSIG);

	if (signal < 0 ||
	    (signal && sys(SYS_fcntl_, j->made, F_SETSIG, signal)))
		return REASON_flags;
	if (sys(SYS_fcntl_, j->order.fd, F_GETOWN_EX, &owner) ||
	    (owner.pid && sys(SYS_fcntl_, j->made, F_SETOWN_EX, &owner)))
		return REASON_flags;
	if (more && sys(SYS_fcntl_, j->made, F_SETFL, flags))
		return REASON_flags;
	return REASON_none;
}

/*
 * What other threads have set meanwhile: afterwards the old one has forgotten
 * some of it (net/mptcp/protocol.c, mptcp_disconnect()).
 */
static enum reason catch_up(struct job *j)
{
	const struct order *o = &j->order;
	enum reason reason =
		carry_find(o->fd, j->domain, o->from, &j->carry_later);

	if (!reason &&
	    !carry_follow(&j->carry, &j->carry_later, o->fd, j->made))
		reason = REASON_option;
	return reason;
}

static enum reason hand_over(struct job *j)
{
	enum reason reason = j->alone ? REASON_none : catch_up(j);

	j->handover = (struct handover){
		.old = j->order.fd,
		.made = j->made,
		.flags = j->flags,
		.backlog = j->order.backlog,
		.alone = j->alone,
		.address = &j->address,
		.watchers = &j->watchers,
	};
	if (!reason)
		reason = handover_doubt(&j->handover);
	return reason ? reason : handover_do(&j->handover);
}

static enum reason prepare(struct job *j)
{
	enum reason reason = holders_differ(j);

	if (!reason && !carry_apply(&j->carry, j->made))
		reason = REASON_option;
	if (!reason)
		reason = same_flags(j);
	if (!reason && j->order.listening)
		return hand_over(j);
	if (!reason)
		reason = bind_along(j);
	give_back(j);
	return reason;
}

static enum reason work(struct job *j, int *refused)
{
	enum reason reason;

	j->carry.refused = 0;
	reason = look(j);
	*refused = j->carry.refused;
	if (!reason)
		reason = make(j, refused);
	if (reason)
		return reason;
	reason = prepare(j);
	if (!reason) {
		reason = swap_sockets(j);
		if (reason && j->order.listening)
			handover_undo(&j->handover);
	}
	private_close(j->made);
	return reason;
}

/* Another thread did it, while this one waited for it. */
static bool done_already(const struct order *o)
{
	const int fd = o->look->fd;

	return observe_protocol(fd) == o->to &&
	       (o->backlog < 0 || observe_state(fd) == TCP_LISTEN);
}

static enum reason replace(const struct order *o, int *refused)
{
	const uint64_t cookie = look_cookie(o->look);
	enum reason reason = REASON_none;
	bool waited;
	struct job *j;

	*refused = 0;
	if (!claims_take(cookie, &waited))
		return REASON_threads;
	if (waited)
		look_at(o->look, o->fd, births_of(o->fd));
	if (!waited || !done_already(o)) {
		j = job_enter();
		if (j) {
			j->order = *o;
			j->cookie = look_cookie(o->look);
			j->alone = thread_alone();
			j->lent = false;
			j->held = HELD_UNKNOWN;
			reason = work(j, refused);
			holders_forget(j);
			job_leave(j);
		} else {
			reason = REASON_descriptor;
		}
	}
	claims_leave(cookie);
	return reason;
}

enum reason replace_socket(struct look *l, int to, int backlog, int *refused)
{
	const struct order o = {
		.look = l,
		.fd = l->fd,
		.from = to == IPPROTO_TCP ? IPPROTO_MPTCP : IPPROTO_TCP,
		.to = to,
		.backlog = backlog,
	};

	return replace(&o, refused);
}

enum reason replace_listener(struct look *l)
{
	struct order o = {.look = l,
			  .fd = l->fd,
			  .from = IPPROTO_MPTCP,
			  .to = IPPROTO_TCP,
			  .listening = true};
	struct queue queue;
	int refused;

	if (!observe_queue(l->fd, &queue) || queue.waiting)
		return REASON_listen;
	o.backlog = (int)queue.backlog;
	return replace(&o, &refused);
}

void replace_anew(struct look *l, int protocol, int backlog)
{
	const struct order o = {
		.look = l,
		.fd = l->fd,
		.from = protocol,
		.to = protocol,
		.backlog = backlog,
		.anew = true,
	};
	int refused;

	replace(&o, &refused);
}
