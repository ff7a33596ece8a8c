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

/* 1: yes. 0: no. Negative: it can't be told. */
static int is_epoll(const struct scan *s, const char *name)
{
	static const char want[] = "anon_inode:[eventpoll]";
	char link[sizeof(want)];
	long n = sys(SYS_readlinkat, s->directory, name, link, sizeof(link));

	/* Closed meanwhile by another thread: not one of the socket's. */
	if (n == -ENOENT)
		return 0;
	if (n < 0)
		return -1;
	return n == sizeof(want) - 1 && memcmp(link, want, (size_t)n) == 0;
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
		if (n == 0)
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

static enum reason scan_epoll(struct scan *s, int epoll, const char *name)
{
	char path[32];
	struct text t = {path, sizeof(path), 0};
	enum reason reason;
	long info;

	text_add(&t, "../fdinfo/");
	text_add(&t, name);
	path[t.len] = '\0';
	info = private_open(s->directory, path, O_RDONLY);
	if (info == -EMFILE || info == -ENFILE)
		return REASON_descriptor;
	if (info < 0)
		return REASON_epoll;
	reason = scan_lines(s, (int)info, epoll);
	private_close(info);
	return reason;
}

static enum reason scan_entry(struct scan *s, const char *name)
{
	struct watchers *out = s->out;
	struct identity id;
	long err;
	int fd, epoll;

	if (!number(name, &fd) || fd == s->directory)
		return REASON_none;
	err = observe_identity(fd, &id);
	if (err)
		return err == -EBADF ? REASON_none : REASON_proc;
	if (identity_same(&id, &s->socket)) {
		if (out->fds_count == WATCHERS_MAX)
			return REASON_descriptor;
		out->fds[out->fds_count++] = fd;
		return REASON_none;
	}
	/* An anonymous inode has no file type; most descriptors have one. */
	epoll = id.mode & S_IFMT ? 0 : is_epoll(s, name);
	if (epoll < 0)
		return REASON_proc;
	return epoll ? scan_epoll(s, fd, name) : REASON_none;
}

static enum reason scan_directory(struct scan *s)
{
	enum reason reason = REASON_none;
	union {
		struct entry entry;
		char bytes[1024];
	} buffer;
	long n, at;

	while ((n = sys(SYS_getdents64, s->directory, &buffer,
			sizeof(buffer))) > 0) {
		for (at = 0; at < n && !reason;) {
			struct entry *e = (struct entry *)(buffer.bytes + at);

			reason = scan_entry(s, e->name);
			at += e->length;
		}
		if (reason)
			return reason;
	}
	return n < 0 ? REASON_proc : REASON_none;
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
	struct scan s = {.fd = fd, .out = out};
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
	reason = scan_directory(&s);
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
