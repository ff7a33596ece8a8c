// SPDX-License-Identifier: MIT
/*
 * A socket's registrations, taken along: made anew where another socket is put
 * under its numbers. Called by holders.c, swap.c and handover.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include "base/identity.h"
#include "base/numbers.h"
#include "base/sys.h"
#include "watchers.h"

bool watchers_hold(const struct watchers *w, int fd)
{
	int i;

	for (i = 0; i < w->fds_count; i++)
		if (w->fds[i] == fd)
			return true;
	return false;
}

/* What of a registration stays once it has fired (fs/eventpoll.c). */
#define STAYS (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)

enum reason watchers_lasting(const struct watchers *w)
{
	int i;

	for (i = 0; i < w->sets_count; i++) {
		const struct watch *watch = &w->sets[i].watch;

		if (!watchers_hold(w, watch->fd) ||
		    (watch->events & EPOLLONESHOT && !(watch->events & ~STAYS)))
			return REASON_epoll;
	}
	return REASON_none;
}

int watchers_same(int copy, int fd)
{
	long same = sys(SYS_fcntl_, copy, F_DUPFD_QUERY, fd);
	struct identity a, b;

	if (same >= 0 || same == -EBADF)
		return same == 1;
	/* Before Linux 6.10. */
	if (identity_of(copy, &a))
		return -1;
	same = identity_of(fd, &b);
	if (same && same != -EBADF)
		return -1;
	return !same && identity_same(&a, &b);
}

static long control(const struct watcher *w, int what)
{
	struct epoll_event event = {.events = w->watch.events,
				    .data.u64 = w->watch.data};

	return sys(SYS_epoll_ctl, w->epoll, what, w->watch.fd, &event);
}

/* One set under two numbers was found twice. */
static bool restore(const struct watcher *w)
{
	long err = control(w, EPOLL_CTL_ADD);

	return !err || err == -EEXIST;
}

bool watchers_try(const struct watchers *w, int made)
{
	struct watcher try;
	int i;

	for (i = 0; i < w->sets_count; i++) {
		try = w->sets[i];
		try.watch.fd = made;
		try.watch.events = EPOLLONESHOT;
		if (control(&try, EPOLL_CTL_ADD) ||
		    control(&try, EPOLL_CTL_DEL))
			return false;
	}
	return true;
}

bool watchers_restore(const struct watchers *w)
{
	bool all = true;
	int i;

	for (i = 0; i < w->sets_count; i++)
		if (!restore(&w->sets[i]))
			all = false;
	return all;
}

void watchers_remove(struct watchers *w)
{
	int i;

	for (i = 0; i < w->sets_count; i++)
		control(&w->sets[i], EPOLL_CTL_DEL);
	w->removed = true;
}

static const struct watcher *find(const struct watchers *in,
				  const struct watcher *what)
{
	int i;

	for (i = 0; i < in->sets_count; i++)
		if (in->sets[i].epoll == what->epoll &&
		    in->sets[i].watch.fd == what->watch.fd)
			return &in->sets[i];
	return NULL;
}

bool watchers_follow(const struct watchers *found, const struct watchers *now)
{
	const struct watcher *w, *was;
	bool all = true;
	int i;

	for (i = 0; i < found->sets_count && !found->removed; i++)
		if (!find(now, &found->sets[i]))
			control(&found->sets[i], EPOLL_CTL_DEL);
	for (i = 0; i < now->sets_count; i++) {
		w = &now->sets[i];
		was = find(found, w);
		if (!was)
			all = restore(w) && all;
		else if (was->watch.events != w->watch.events ||
			 was->watch.data != w->watch.data)
			control(w, EPOLL_CTL_MOD);
	}
	return all;
}
