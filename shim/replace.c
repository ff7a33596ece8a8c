// SPDX-License-Identifier: MIT
/*
 * The transaction: look, make, carry, bind, listen, and only then dup3() over
 * the program's descriptors. Called by classify.c at listen() and by the
 * option hooks. The port is never let go: the new socket binds while the old
 * one is still bound, with SO_REUSEADDR on both for as long as that takes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include "address.h"
#include "births.h"
#include "carry.h"
#include "observe.h"
#include "private.h"
#include "replace.h"
#include "sys.h"
#include "watchers.h"

struct job {
	int fd;
	int to;
	int backlog;
	int from;
	bool listening; /* the old one does already */
	int domain;
	uint64_t cookie;
	int made; /* the new socket */
	int copy; /* of the old one, until nothing can fail any more */
	int flags;
	int lend;  /* SO_REUSEADDR; SO_REUSEPORT if the old one listens */
	bool lent; /* it was set on both for as long as both are bound */
	struct address address;
	struct carry carry;
	struct watchers watchers;
};

static enum reason look(struct job *j)
{
	enum reason reason;

	j->cookie = observe_cookie(j->fd);
	j->flags = (int)sys(SYS_fcntl_, j->fd, F_GETFL);
	if (!j->cookie || !observe_address(j->fd, &j->address) || j->flags < 0)
		return REASON_foreign;
	j->domain = j->address.at.ss_family;
	reason = births_doubt(j->fd, j->cookie, j->address.bound);
	/* Nobody can have bound it yet: each side has its own to come. */
	if (reason == REASON_fork && !j->address.bound && j->backlog < 0)
		reason = REASON_none;
	if (!reason && j->to == IPPROTO_MPTCP &&
	    address_local((const void *)&j->address.at))
		reason = REASON_scope;
	if (!reason)
		reason = carry_find(j->fd, j->domain, j->from, &j->carry);
	if (!reason && j->to == IPPROTO_MPTCP && j->backlog >= 0 &&
	    !carry_passed(&j->carry))
		reason = REASON_option;
	if (!reason)
		reason = watchers_find(j->fd, &j->watchers);
	/* SIGIO tells the number that O_ASYNC was set under: which was it? */
	if (!reason && j->flags & O_ASYNC && j->watchers.fds_count > 1)
		reason = REASON_flags;
	return reason;
}

static enum reason make(struct job *j, int *refused)
{
	long made = private_socket(j->domain, j->to);

	*refused = private_refusal(made);
	if (made < 0)
		return REASON_descriptor;
	j->made = (int)made;
	return REASON_none;
}

/* The program's own last: only from then on is the port less guarded. */
static void lend(const struct job *j, int on)
{
	sys(SYS_setsockopt, j->made, SOL_SOCKET, j->lend, &on, sizeof(on));
	sys(SYS_setsockopt, j->fd, SOL_SOCKET, j->lend, &on, sizeof(on));
}

/*
 * While SO_REUSEADDR is lent, another program that sets it could bind to the
 * port as well: bind() and listen() follow each other, nothing between them.
 */
static enum reason bind_along(struct job *j)
{
	if (j->address.bound) {
		j->lent = observe_number(j->fd, SOL_SOCKET, j->lend) == 0;
		if (j->lent)
			lend(j, 1);
		if (sys(SYS_bind, j->made, &j->address.at, j->address.len))
			return REASON_bind;
	}
	if (j->backlog >= 0 && sys(SYS_listen, j->made, j->backlog))
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
	struct f_owner_ex owner;
	long signal = sys(SYS_fcntl_, j->fd, F_GETSIG);

	if (signal < 0 ||
	    (signal && sys(SYS_fcntl_, j->made, F_SETSIG, signal)))
		return REASON_flags;
	if (sys(SYS_fcntl_, j->fd, F_GETOWN_EX, &owner) ||
	    (owner.pid && sys(SYS_fcntl_, j->made, F_SETOWN_EX, &owner)))
		return REASON_flags;
	if (flags && sys(SYS_fcntl_, j->made, F_SETFL, flags))
		return REASON_flags;
	return REASON_none;
}

static bool queue_filled(const struct job *j)
{
	struct queue queue;

	return j->listening && (!observe_queue(j->fd, &queue) || queue.waiting);
}

static enum reason prepare(struct job *j)
{
	enum reason reason = REASON_none;

	if (observe_netns(j->made) != observe_netns(j->fd))
		reason = REASON_netns;
	else if (!carry_apply(&j->carry, j->made))
		reason = REASON_option;
	if (!reason)
		reason = same_flags(j);
	if (!reason)
		reason = bind_along(j);
	give_back(j);
	if (!reason && queue_filled(j))
		reason = REASON_listen;
	return reason;
}

static bool put_under(int from, int fd)
{
	long flags = sys(SYS_fcntl_, fd, F_GETFD);
	int tries = 100; /* -EBUSY: another thread is opening that number */
	long err;

	if (flags < 0)
		return false;
	do
		err = sys(SYS_dup3, from, fd,
			  flags & FD_CLOEXEC ? O_CLOEXEC : 0);
	while ((err == -EBUSY || err == -EINTR) && --tries);
	return err >= 0;
}

/* The socket under all of the descriptors; how many of them it got. */
static int put_under_all(const struct watchers *w, int from, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (!put_under(from, w->fds[i]))
			break;
	return i;
}

static enum reason settle(struct job *j)
{
	const struct watchers *w = &j->watchers;
	int done = put_under_all(w, j->made, w->fds_count);
	enum reason reason = REASON_none;

	if (done < w->fds_count)
		reason = REASON_descriptor;
	else if (!watchers_restore(w))
		reason = REASON_epoll;
	else if (j->flags & O_ASYNC &&
		 sys(SYS_fcntl_, j->fd, F_SETFL, j->flags))
		reason = REASON_flags;
	/* Its registrations live on with the copy, under the same numbers. */
	if (reason)
		put_under_all(w, j->copy, done);
	return reason;
}

static enum reason commit(struct job *j)
{
	uint64_t cookie = observe_cookie(j->made);
	const struct watchers *w = &j->watchers;
	bool one = w->fds_count == 1 && !w->sets_count && !(j->flags & O_ASYNC);
	enum reason reason;

	/* One dup3() works or changes nothing; more may need undoing. */
	j->copy = one ? -1 : (int)private_copy(j->fd);
	if (!one && j->copy < 0)
		return REASON_descriptor;
	reason = settle(j);
	if (!one)
		private_close(j->copy);
	if (reason)
		return reason;
	births_rebound(j->fd, j->cookie, w->fds, w->fds_count, cookie);
	return REASON_none;
}

static enum reason replace(struct job *j, int *refused)
{
	enum reason reason;

	reason = look(j);
	*refused = j->carry.refused;
	if (!reason)
		reason = make(j, refused);
	if (reason)
		return reason;
	reason = prepare(j);
	if (!reason)
		reason = commit(j);
	private_close(j->made);
	return reason;
}

enum reason replace_socket(int fd, int to, int backlog, int *refused)
{
	struct job j = {.fd = fd,
			.from = to == IPPROTO_TCP ? IPPROTO_MPTCP : IPPROTO_TCP,
			.to = to,
			.backlog = backlog,
			.lend = SO_REUSEADDR};

	return replace(&j, refused);
}

/*
 * Both listen for a moment, and the kernel prefers neither: who connects to
 * the old one in that moment is seen by the second look, and the new one is
 * given up instead.
 */
enum reason replace_listener(int fd)
{
	struct job j = {.fd = fd,
			.from = IPPROTO_MPTCP,
			.to = IPPROTO_TCP,
			.lend = SO_REUSEPORT};
	struct queue queue;
	int refused;

	if (!observe_queue(fd, &queue) || queue.waiting)
		return REASON_listen;
	j.listening = true;
	j.backlog = (int)queue.backlog;
	return replace(&j, &refused);
}

bool replace_needless(int fd)
{
	struct carry carry;

	return !carry_find(fd, observe_number(fd, SOL_SOCKET, SO_DOMAIN),
			   IPPROTO_MPTCP, &carry) &&
	       carry_passed(&carry);
}
