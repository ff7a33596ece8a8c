// SPDX-License-Identifier: MIT
/*
 * Who holds a socket: all descriptors are looked at, and of the epoll sets
 * among them what /proc tells of their registrations. Called by replace.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include "base/identity.h"
#include "base/private.h"
#include "base/sys.h"
#include "kinds.h"
#include "watchers.h"

struct scan {
	struct kinds kinds;
	struct watchers *out;
};

static enum reason note_watch(struct scan *s, int epoll, const char *line,
			      size_t len)
{
	struct watchers *out = s->out;
	struct watch w;

	if (!fdinfo_watch(line, len, &w) || w.inode != s->kinds.socket.inode ||
	    w.device != ((s->kinds.socket.device >> 32) << 20 |
			 (s->kinds.socket.device & 0xfffff)))
		return REASON_none;
	if (out->sets_count == WATCHERS_MAX)
		return REASON_epoll;
	out->sets[out->sets_count].epoll = epoll;
	out->sets[out->sets_count].watch = w;
	out->sets_count++;
	return REASON_none;
}

/* Whole lines in the buffer; *have: what is left of the last one. */
static enum reason take_lines(struct scan *s, int epoll, char *buffer,
			      size_t *have)
{
	size_t from = 0, at;
	enum reason reason;

	for (at = 0; at < *have; at++) {
		if (buffer[at] != '\n')
			continue;
		reason = note_watch(s, epoll, buffer + from, at - from);
		if (reason)
			return reason;
		from = at + 1;
	}
	for (at = from; at < *have; at++)
		buffer[at - from] = buffer[at];
	*have -= from;
	return REASON_none;
}

static enum reason scan_lines(struct scan *s, int info, int epoll)
{
	enum reason reason;
	char buffer[512];
	size_t have = 0;
	long n;

	for (;;) {
		n = sys(SYS_read, info, buffer + have, sizeof(buffer) - have);
		/* Closed meanwhile, as another thread's probe is soon. */
		if (n == 0 || n == -ENOENT)
			return REASON_none;
		if (n < 0)
			return REASON_epoll;
		have += (size_t)n;
		reason = take_lines(s, epoll, buffer, &have);
		/* No line of the kernel's is that long. */
		if (!reason && have == sizeof(buffer))
			reason = REASON_epoll;
		if (reason)
			return reason;
	}
}

static enum reason scan_epoll(struct scan *s, int epoll)
{
	enum reason reason;
	long info;

	if (s->kinds.directory < 0)
		return REASON_proc; /* what is registered there? */
	info = kinds_fdinfo(&s->kinds, epoll);
	if (info == -EMFILE) {
		kinds_drop_probe(&s->kinds);
		info = kinds_fdinfo(&s->kinds, epoll);
	}
	if (info == -ENOENT)
		return REASON_none; /* as in scan_lines() */
	if (info == -EMFILE || info == -ENFILE)
		return REASON_descriptor;
	if (info < 0)
		return REASON_epoll;
	reason = scan_lines(s, (int)info, epoll);
	private_close(info);
	return reason;
}

static enum reason add(struct watchers *out, int fd)
{
	if (out->fds_count == WATCHERS_MAX)
		return REASON_descriptor;
	out->fds[out->fds_count++] = fd;
	return REASON_none;
}

static enum reason scan_kind(struct scan *s, int fd, enum kind kind)
{
	switch (kind) {
	case KIND_socket:
		return add(s->out, fd);
	case KIND_epoll:
		return scan_epoll(s, fd);
	case KIND_unknown:
		return REASON_proc;
	default:
		return REASON_none;
	}
}

/*
 * By number, as to list a descriptor the kernel makes an inode in /proc, which
 * takes several times as long: the list only leads across gaps.
 */
static enum reason scan_descriptors(struct scan *s)
{
	const int many = 64; /* where a probe is worth its making */
	enum reason reason = REASON_none;
	int fd = 0, seen = 0;

	while (!reason && fd >= 0) {
		enum kind kind = kinds_of(&s->kinds, fd);

		reason = scan_kind(s, fd, kind);
		fd++;
		if (kind == KIND_closed)
			reason = kinds_next(&s->kinds, fd, &fd);
		if (++seen == many)
			kinds_probe(&s->kinds);
	}
	return reason;
}

static bool holds(const struct watchers *w, int fd)
{
	int i;

	for (i = 0; i < w->fds_count; i++)
		if (w->fds[i] == fd)
			return true;
	return false;
}

enum reason watchers_find(int fd, struct watchers *out)
{
	struct scan s = {.out = out};
	enum reason reason = kinds_open(&s.kinds, fd);

	out->fds_count = out->sets_count = 0;
	out->removed = false;
	if (reason)
		return reason;
	out->owner = s.kinds.socket.owner;
	reason = scan_descriptors(&s);
	kinds_close(&s.kinds);
	/* Whatever was listed, it was not this thread's descriptors. */
	if (!reason && !holds(out, fd))
		reason = REASON_proc;
	return reason;
}

/* What of a registration stays once it has fired (fs/eventpoll.c). */
#define STAYS (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)

enum reason watchers_lasting(const struct watchers *w)
{
	int i;

	for (i = 0; i < w->sets_count; i++) {
		const struct watch *watch = &w->sets[i].watch;

		if (!holds(w, watch->fd) ||
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
