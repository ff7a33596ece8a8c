// SPDX-License-Identifier: MIT
/*
 * Looks at all descriptors, and of the epoll sets among them at what /proc
 * tells of their registrations. Called by holders.c and swap.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include "base/private.h"
#include "base/sys.h"
#include "descriptors.h"
#include "scan.h"

struct scan {
	struct descriptors all;
	struct watchers *out;
};

static enum reason note_watch(struct scan *s, int epoll, const char *line,
			      size_t len)
{
	struct watchers *out = s->out;
	struct watch w;

	if (!fdinfo_watch(line, len, &w) || w.inode != s->all.socket.inode ||
	    w.device != ((s->all.socket.device >> 32) << 20 |
			 (s->all.socket.device & 0xfffff)))
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
	bool more = true;
	size_t room;
	long n;

	while (more) {
		room = sizeof(buffer) - have;
		n = sys(SYS_read, info, buffer + have, room);
		/* Closed meanwhile, as another thread's probe is soon. */
		if (n == 0 || n == -ENOENT)
			return REASON_none;
		if (n < 0)
			return REASON_epoll;
		/* It is made at once (fs/seq_file.c): less is the end. */
		more = (size_t)n == room;
		have += (size_t)n;
		reason = take_lines(s, epoll, buffer, &have);
		/* No line of the kernel's is that long. */
		if (!reason && have == sizeof(buffer))
			reason = REASON_epoll;
		if (reason)
			return reason;
	}
	return REASON_none;
}

static enum reason scan_epoll(struct scan *s, int epoll)
{
	enum reason reason;
	long info;

	if (s->all.end)
		return REASON_proc; /* what is registered there? */
	info = descriptors_fdinfo(&s->all, epoll);
	if (info == -EMFILE) {
		descriptors_drop_probe(&s->all);
		info = descriptors_fdinfo(&s->all, epoll);
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

static enum reason scan_kind(struct scan *s, int fd, enum descriptor kind)
{
	switch (kind) {
	case DESCRIPTOR_socket:
		return add(s->out, fd);
	case DESCRIPTOR_epoll:
		return scan_epoll(s, fd);
	case DESCRIPTOR_unknown:
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
		enum descriptor kind = descriptors_kind(&s->all, fd);

		reason = scan_kind(s, fd, kind);
		fd++;
		if (kind == DESCRIPTOR_closed && !reason)
			reason = descriptors_next(&s->all, fd, &fd);
		else if (++seen == s->all.total)
			break;
		if (seen == many)
			descriptors_probe(&s->all);
	}
	return reason;
}

static enum reason scan_all(struct scan *s, enum reason reason)
{
	s->out->fds_count = s->out->sets_count = 0;
	s->out->removed = false;
	s->out->socket = s->all.socket;
	if (!reason)
		reason = scan_descriptors(s);
	descriptors_close(&s->all);
	return reason;
}

enum reason scan_holders(int fd, struct watchers *out)
{
	struct scan s = {.out = out};
	enum reason reason = scan_all(&s, descriptors_open(&s.all, fd));

	/* Whatever was listed, it was not this thread's descriptors. */
	if (!reason && !watchers_hold(out, fd))
		reason = REASON_proc;
	return reason;
}

enum reason scan_alone(int fd, int probe, struct watchers *out, bool *all)
{
	struct scan s = {.out = out};
	enum reason reason = descriptors_open_alone(&s.all, fd, probe);

	*all = s.all.few;
	return scan_all(&s, reason);
}

enum reason scan_numbers(const struct identity *socket, struct watchers *out)
{
	struct scan s = {.out = out};

	descriptors_open_known(&s.all, socket);
	return scan_all(&s, REASON_none);
}
