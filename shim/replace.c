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
#include "births.h"
#include "carry.h"
#include "kernel.h"
#include "observe.h"
#include "replace.h"
#include "sys.h"
#include "watchers.h"

#ifdef SYS_fcntl64
#define SYS_fcntl_ SYS_fcntl64
#else
#define SYS_fcntl_ SYS_fcntl
#endif

struct job {
	int fd;
	int to;
	int backlog;
	bool listening; /* the old one does already */
	int domain;
	uint64_t cookie;
	int made; /* the new socket */
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

	j->domain = observe_number(j->fd, SOL_SOCKET, SO_DOMAIN);
	j->cookie = observe_cookie(j->fd);
	j->flags = (int)sys(SYS_fcntl_, j->fd, F_GETFL);
	if (!j->cookie || !observe_address(j->fd, &j->address) || j->flags < 0)
		return REASON_foreign;
	reason = births_doubt(j->fd, j->cookie, j->address.bound);
	if (!reason)
		reason = carry_find(j->fd, j->domain, observe_protocol(j->fd),
				    &j->carry);
	if (!reason && j->to == IPPROTO_MPTCP && j->backlog >= 0 &&
	    !carry_passed(&j->carry))
		reason = REASON_option;
	if (!reason)
		reason = watchers_find(j->fd, &j->watchers);
	return reason;
}

static enum reason make(struct job *j, int *refused)
{
	long made =
		sys(SYS_socket, j->domain, SOCK_STREAM | SOCK_CLOEXEC, j->to);

	if (made == -EMFILE || made == -ENFILE)
		return REASON_descriptor;
	if (made < 0) {
		*refused = (int)-made;
		return REASON_descriptor;
	}
	j->made = (int)made;
	return REASON_none;
}

static void lend(const struct job *j, int on)
{
	sys(SYS_setsockopt, j->fd, SOL_SOCKET, j->lend, &on, sizeof(on));
	sys(SYS_setsockopt, j->made, SOL_SOCKET, j->lend, &on, sizeof(on));
}

static enum reason bind_along(struct job *j)
{
	if (!j->address.bound)
		return REASON_none;
	j->lent = observe_number(j->fd, SOL_SOCKET, j->lend) == 0;
	if (j->lent)
		lend(j, 1);
	return sys(SYS_bind, j->made, &j->address.at, j->address.len)
		       ? REASON_bind
		       : REASON_none;
}

static void give_back(struct job *j)
{
	if (!j->lent)
		return;
	lend(j, 0);
	j->lent = false;
}

static enum reason same_signals(struct job *j)
{
	struct f_owner_ex owner;
	long signal = sys(SYS_fcntl_, j->fd, F_GETSIG);

	if (signal > 0 && sys(SYS_fcntl_, j->made, F_SETSIG, signal))
		return REASON_signal;
	if (sys(SYS_fcntl_, j->fd, F_GETOWN_EX, &owner) == 0 && owner.pid &&
	    sys(SYS_fcntl_, j->made, F_SETOWN_EX, &owner))
		return REASON_signal;
	/* O_ASYNC follows later: it remembers the number it was set under. */
	if (j->flags & O_NONBLOCK)
		sys(SYS_fcntl_, j->made, F_SETFL, j->flags & ~O_ASYNC);
	return REASON_none;
}

static bool queue_filled(const struct job *j)
{
	struct queue queue;

	return j->listening && (!observe_queue(j->fd, &queue) || queue.waiting);
}

static enum reason prepare(struct job *j)
{
	enum reason reason;

	if (!carry_apply(&j->carry, j->made, true))
		return REASON_option;
	reason = bind_along(j);
	if (!reason && !carry_apply(&j->carry, j->made, false))
		reason = REASON_option;
	if (!reason && j->backlog >= 0 && sys(SYS_listen, j->made, j->backlog))
		reason = REASON_listen;
	if (!reason)
		reason = same_signals(j);
	if (!reason && queue_filled(j))
		reason = REASON_listen;
	give_back(j);
	return reason;
}

static long put_under(int made, int fd)
{
	long flags = sys(SYS_fcntl_, fd, F_GETFD);
	long err;

	if (flags < 0)
		return flags;
	do
		err = sys(SYS_dup3, made, fd,
			  flags & FD_CLOEXEC ? O_CLOEXEC : 0);
	while (err == -EBUSY || err == -EINTR);
	return err;
}

/*
 * The highest descriptor first: if any is beyond a limit lowered since, it is
 * that one, and then nothing has happened yet.
 */
static enum reason commit(struct job *j)
{
	uint64_t cookie = observe_cookie(j->made);
	const struct watchers *w = &j->watchers;
	int i, top = 0;

	for (i = 1; i < w->fds_count; i++)
		if (w->fds[i] > w->fds[top])
			top = i;
	if (put_under(j->made, w->fds[top]) < 0)
		return REASON_descriptor;
	for (i = 0; i < w->fds_count; i++) {
		if (i != top)
			put_under(j->made, w->fds[i]);
		births_rebound(w->fds[i], j->cookie, cookie);
	}
	watchers_restore(w);
	if (j->flags & O_ASYNC)
		sys(SYS_fcntl_, j->fd, F_SETFL, j->flags);
	return REASON_none;
}

static enum reason replace(struct job *j, int *refused)
{
	enum reason reason;

	*refused = 0;
	reason = look(j);
	if (!reason)
		reason = make(j, refused);
	if (reason)
		return reason;
	reason = prepare(j);
	if (!reason)
		reason = commit(j);
	sys(SYS_close, j->made);
	return reason;
}

enum reason replace_socket(int fd, int to, int backlog, int *refused)
{
	struct job j = {
		.fd = fd, .to = to, .backlog = backlog, .lend = SO_REUSEADDR};

	return replace(&j, refused);
}

/*
 * Both listen for a moment, and the kernel prefers neither: who connects to
 * the old one in that moment is seen by the second look, and the new one is
 * given up instead.
 */
enum reason replace_listener(int fd)
{
	struct job j = {.fd = fd, .to = IPPROTO_TCP, .lend = SO_REUSEPORT};
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
