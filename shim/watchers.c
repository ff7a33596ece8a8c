// SPDX-License-Identifier: MIT
/*
 * Descriptors and epoll sets, from /proc/thread-self: thread-self, because
 * /proc/self is the main thread's, which may have other descriptors
 * (unshare(CLONE_FILES)) or be gone. Called by replace.c.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>
#include "numbers.h"
#include "observe.h"
#include "private.h"
#include "sys.h"
#include "text.h"
#include "watchers.h"

/* What getdents64(2) fills in. */
struct entry {
	uint64_t inode;
	int64_t offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

struct scan {
	int directory; /* /proc/thread-self/fd */
	int fd;
	int probe; /* of ours, in no epoll set; negative: there is none */
	struct identity socket;
	struct watchers *out;
};

static bool number(const char *name, int *out)
{
	if (*name < '0' || *name > '9')
		return false;
	for (*out = 0; *name; name++)
		*out = *out * 10 + (*name - '0');
	return true;
}

/* "FOLDERfd" */
static void name_of(char *out, size_t size, const char *folder, int fd)
{
	struct text t = {out, size, 0};

	text_add(&t, folder);
	text_number(&t, (unsigned long)fd);
	out[t.len] = '\0';
}

enum kind {
	KIND_closed,
	KIND_socket, /* the one looked for */
	KIND_epoll,
	KIND_other,
	KIND_unknown,
};

static enum kind kind_by_name(const struct scan *s, int fd)
{
	static const char want[] = "anon_inode:[eventpoll]";
	char link[sizeof(want)], name[16];
	long n;

	name_of(name, sizeof(name), "", fd);
	n = sys(SYS_readlinkat, s->directory, name, link, sizeof(link));
	if (n == -ENOENT)
		return KIND_closed;
	if (n < 0)
		return KIND_unknown;
	return n == sizeof(want) - 1 && memcmp(link, want, (size_t)n) == 0
		       ? KIND_epoll
		       : KIND_other;
}

static enum kind kind_by_identity(const struct scan *s, int fd)
{
	struct identity id;
	long err = observe_identity(fd, &id);

	if (err)
		return err == -EBADF ? KIND_closed : KIND_unknown;
	if (identity_same(&id, &s->socket))
		return KIND_socket;
	/* An anonymous inode has no file type; most descriptors have one. */
	return id.mode & S_IFMT ? KIND_other : kind_by_name(s, fd);
}

/*
 * The cheaper way, which looks at no more than the file: what is in no set
 * can't be taken out of one, and to that an epoll set says ENOENT and another
 * file EINVAL; and Linux 6.10 tells whether two descriptors are one file.
 */
static enum kind kind_by_probe(const struct scan *s, int fd)
{
	switch (sys(SYS_epoll_ctl, fd, EPOLL_CTL_DEL, s->probe, NULL)) {
	case -ENOENT:
		return KIND_epoll;
	case -EBADF:
		return KIND_closed;
	case -EINVAL:
		return sys(SYS_fcntl_, s->fd, F_DUPFD_QUERY, fd) == 1
			       ? KIND_socket
			       : KIND_other;
	default:
		return kind_by_identity(s, fd);
	}
}

static enum reason note_watch(struct scan *s, int epoll, const char *line,
			      size_t len)
{
	struct watchers *out = s->out;
	struct watch w;

	if (!fdinfo_watch(line, len, &w) || w.inode != s->socket.inode ||
	    w.device != ((s->socket.device >> 32) << 20 |
			 (s->socket.device & 0xfffff)))
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
	char buffer[1024];
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

static void drop_probe(struct scan *s)
{
	if (s->probe >= 0)
		private_close(s->probe);
	s->probe = -1;
}

static enum reason scan_epoll(struct scan *s, int epoll)
{
	enum reason reason;
	char path[32];
	long info;

	name_of(path, sizeof(path), "../fdinfo/", epoll);
	info = private_open(s->directory, path, O_RDONLY);
	if (info == -EMFILE) {
		drop_probe(s);
		info = private_open(s->directory, path, O_RDONLY);
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

/*
 * The first descriptor from there on, -1: none. Descriptor N stands at
 * position N + 2 of the folder (fs/proc/fd.c, proc_readfd_common()).
 */
static enum reason next_open(const struct scan *s, int from, int *fd)
{
	union {
		struct entry entry;
		char bytes[32]; /* one name */
	} buffer;
	long n = sys(SYS_lseek, s->directory, from + 2, SEEK_SET);

	*fd = -1;
	if (n == from + 2)
		n = sys(SYS_getdents64, s->directory, &buffer, sizeof(buffer));
	if (n == 0)
		return REASON_none;
	return n > 0 && number(buffer.entry.name, fd) && *fd >= from
		       ? REASON_none
		       : REASON_proc;
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

/* An epoll set, to see that what kind_by_probe() asks is answered truly. */
static void make_probe(struct scan *s)
{
	if (sys(SYS_fcntl_, s->fd, F_DUPFD_QUERY, s->fd) != 1)
		return;
	s->probe = (int)private_epoll();
	if (s->probe >= 0 &&
	    sys(SYS_epoll_ctl, s->probe, EPOLL_CTL_DEL, s->fd, NULL) != -ENOENT)
		drop_probe(s);
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
		enum kind kind = s->probe < 0 ? kind_by_identity(s, fd)
					      : kind_by_probe(s, fd);

		reason = scan_kind(s, fd, kind);
		fd++;
		if (kind == KIND_closed)
			reason = next_open(s, fd, &fd);
		if (++seen == many)
			make_probe(s);
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

static enum reason check(const struct scan *s)
{
	int i;

	/* Whatever was listed, it was not this thread's descriptors. */
	if (!holds(s->out, s->fd))
		return REASON_proc;
	/* Registered under a number that was closed: can't be done again. */
	for (i = 0; i < s->out->sets_count; i++)
		if (!holds(s->out, s->out->sets[i].watch.fd))
			return REASON_epoll;
	return REASON_none;
}

enum reason watchers_find(int fd, struct watchers *out)
{
	struct scan s = {.fd = fd, .probe = -1, .out = out};
	enum reason reason;
	long directory;

	out->fds_count = out->sets_count = 0;
	if (observe_identity(fd, &s.socket))
		return REASON_proc;
	directory = private_open(AT_FDCWD, "/proc/thread-self/fd",
				 O_RDONLY | O_DIRECTORY);
	if (directory == -EMFILE || directory == -ENFILE)
		return REASON_descriptor;
	if (directory < 0)
		return REASON_proc;
	s.directory = (int)directory;
	reason = scan_descriptors(&s);
	drop_probe(&s);
	private_close(directory);
	return reason ? reason : check(&s);
}

bool watchers_restore(const struct watchers *w)
{
	bool all = true;
	int i;

	for (i = 0; i < w->sets_count; i++) {
		const struct watch *watch = &w->sets[i].watch;
		struct epoll_event event = {.events = watch->events,
					    .data.u64 = watch->data};
		long err = sys(SYS_epoll_ctl, w->sets[i].epoll, EPOLL_CTL_ADD,
			       watch->fd, &event);

		/* One set under two numbers was found twice. */
		if (err && err != -EEXIST)
			all = false;
	}
	return all;
}
