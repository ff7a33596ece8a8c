// SPDX-License-Identifier: MIT
/*
 * From an MPTCP listener to a TCP one. Called by replace.c.
 *
 * While the old one listens the new one can bind() only with SO_REUSEPORT on
 * both, and the kernel remembers that with the port, not with the sockets:
 * clearing it there is not enough, others of the same user could still bind.
 * What makes it forget is the next socket that takes the port without it, and
 * listen() takes the port once more (net/ipv4/inet_connection_sock.c,
 * inet_csk_get_port(), inet_csk_update_fastreuse(), inet_csk_listen_start()).
 * So: bind() with it, clear it, shut the old one down, listen() without it;
 * for that SO_REUSEADDR is enough, as the old one listens no more.
 *
 * If bind() is refused nothing has happened yet. Once it has succeeded one of
 * the two must listen(), or the port stays open to others.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include "base/sys.h"
#include "halfopen.h"
#include "handover.h"
#include "waiting.h"

enum reason handover_doubt(const struct handover *h)
{
	const struct watchers *w = h->watchers;
	struct queue queue;

	if (h->alone && !watchers_try(w, h->made))
		return REASON_epoll;
	/* By how long each takes, as none must come after the first. */
	if (halfopen_any(h->address) || waiting_any(w->fds, w->fds_count) ||
	    !observe_queue(h->old, &queue) || queue.waiting)
		return REASON_listen;
	return REASON_none;
}

static void set(const struct handover *h, int name, int on)
{
	sys(SYS_setsockopt, h->made, SOL_SOCKET, name, &on, sizeof(on));
	sys(SYS_setsockopt, h->old, SOL_SOCKET, name, &on, sizeof(on));
}

static bool take_port(struct handover *h)
{
	const bool group =
		observe_number(h->old, SOL_SOCKET, SO_REUSEPORT) == 1;
	long err;

	h->reuse = observe_number(h->old, SOL_SOCKET, SO_REUSEADDR) == 1;
	if (!h->reuse)
		set(h, SO_REUSEADDR, 1);
	if (!group)
		set(h, SO_REUSEPORT, 1);
	err = sys(SYS_bind, h->made, &h->address->at, h->address->len);
	if (!group)
		set(h, SO_REUSEPORT, 0);
	return !err;
}

static void give_back(const struct handover *h)
{
	if (!h->reuse)
		set(h, SO_REUSEADDR, 0);
}

/*
 * Nobody is to be told that the old one listens no more: no thread that waits
 * by an epoll set, no signal handler; and not by a set that would tell it for
 * ever, as a program that was started by posix_spawn() has the old one as well.
 */
static void hush(const struct handover *h)
{
	if (h->watchers->sets_count)
		watchers_remove(h->watchers);
	if (h->flags & O_ASYNC)
		sys(SYS_fcntl_, h->old, F_SETFL, h->flags & ~O_ASYNC);
}

/*
 * shutdown() leaves it its port, and bind() is refused then; unless the port
 * was the kernel's choice: then it is still the new one's.
 */
static void listen_again(const struct handover *h)
{
	sys(SYS_bind, h->old, &h->address->at, h->address->len);
	sys(SYS_listen, h->old, h->backlog);
	if (h->flags & O_ASYNC)
		sys(SYS_fcntl_, h->old, F_SETFL, h->flags);
	if (h->watchers->removed)
		watchers_restore(h->watchers);
}

enum reason handover_do(struct handover *h)
{
	long err;

	if (!take_port(h)) {
		give_back(h);
		return REASON_bind;
	}
	hush(h);
	sys(SYS_shutdown, h->old, SHUT_RD);
	err = sys(SYS_listen, h->made, h->backlog);
	if (err)
		listen_again(h);
	give_back(h);
	return err ? REASON_listen : REASON_none;
}

void handover_undo(const struct handover *h)
{
	sys(SYS_shutdown, h->made, SHUT_RD);
	if (!h->reuse)
		set(h, SO_REUSEADDR, 1);
	listen_again(h);
	give_back(h);
}
