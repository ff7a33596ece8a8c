// SPDX-License-Identifier: MIT
/*
 * Which threads are blocked on a socket, from /proc/self/task/TID/syscall: the
 * number and the arguments of the call in which a thread stands. Called by
 * handover.c before a listener is replaced. Whatever can't be told counts as
 * waiting: there may be no /proc, and a process that is not dumpable may not
 * read there (prctl(2), PR_SET_DUMPABLE).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include "base/identity.h"
#include "base/private.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/thread.h"
#include "blocked.h"
#include "descriptors.h"
#include "waiting.h"

/* include/uapi/linux/net.h: socketcall(2) */
#define CALL_ACCEPT  5
#define CALL_ACCEPT4 18

struct look {
	const int *fds;
	int count;
	int tasks;  /* /proc/self/task */
	int memory; /* /proc/self/mem; -1: not opened yet */
};

/* Our own memory, as the kernel reads it: what is not there is no crash. */
static bool peek(struct look *l, unsigned long at, void *to, size_t n)
{
	if (l->memory < 0)
		l->memory =
			(int)private_open(AT_FDCWD, "/proc/self/mem", O_RDONLY);
	if (l->memory < 0)
		return false;
#ifdef SYS__llseek
	uint64_t where;

	if (sys(SYS__llseek, l->memory, 0, at, &where, SEEK_SET))
		return false;
#else
	if (sys(SYS_lseek, l->memory, at, SEEK_SET) != (long)at)
		return false;
#endif
	return sys(SYS_read, l->memory, to, n) == (long)n;
}

/* A number that is free by now, but for us, may have been the socket's. */
static bool names(const struct look *l, int fd)
{
	int i;

	for (i = 0; i < l->count; i++)
		if (l->fds[i] == fd)
			return true;
	return fd >= 0 &&
	       (sys(SYS_fcntl_, fd, F_GETFD) == -EBADF || private_has(fd));
}

static bool polls(struct look *l, unsigned long at, unsigned long count)
{
	struct pollfd some[16] = {{.fd = -1}};
	const unsigned long most = sizeof(some) / sizeof(some[0]);
	unsigned long i, n;

	for (; count; count -= n, at += n * sizeof(some[0])) {
		n = count < most ? count : most;
		if (!peek(l, at, some, n * sizeof(some[0])))
			return true;
		for (i = 0; i < n; i++)
			if (names(l, some[i].fd))
				return true;
	}
	return false;
}

static bool selects(struct look *l, unsigned long below,
		    const unsigned long *sets)
{
	const unsigned long bits = CHAR_BIT * sizeof(unsigned long);
	unsigned long word = 0;
	int i, set;

	for (i = 0; i < l->count; i++) {
		const unsigned long fd = (unsigned long)l->fds[i];

		for (set = 0; fd < below && set < 3; set++)
			if (sets[set] &&
			    (!peek(l, sets[set] + fd / bits * sizeof(word),
				   &word, sizeof(word)) ||
			     word >> fd % bits & 1))
				return true;
	}
	return false;
}

static bool calls(struct look *l, const struct blocked *b)
{
	long fd = -1;

	if (b->args[0] != CALL_ACCEPT && b->args[0] != CALL_ACCEPT4)
		return false;
	return !peek(l, b->args[1], &fd, sizeof(fd)) || names(l, (int)fd);
}

static bool stands_at(struct look *l, const struct blocked *b)
{
	switch (b->in) {
	case BLOCKED_accept:
		return names(l, (int)b->args[0]);
	case BLOCKED_socketcall:
		return calls(l, b);
	case BLOCKED_poll:
		return polls(l, b->args[0], (unsigned int)b->args[1]);
	case BLOCKED_select:
		return selects(l, b->args[0], b->args + 1);
	case BLOCKED_unknown:
		return true;
	default:
		return false;
	}
}

static bool thread_waits(struct look *l, const char *name)
{
	char line[192], path[32];
	struct text t = {path, sizeof(path), 0};
	struct blocked b;
	long file, n;

	text_add(&t, name);
	text_add(&t, "/syscall");
	path[t.len] = '\0';
	file = private_open(l->tasks, path, O_RDONLY);
	if (file < 0)
		return file != -ENOENT; /* else it has ended */
	n = sys(SYS_read, file, line, sizeof(line) - 1);
	private_close(file);
	if (n <= 0)
		return n != -ESRCH;
	line[n] = '\0';
	return !blocked_parse(line, &b) || stands_at(l, &b);
}

static bool other_thread(const char *name)
{
	long id = 0;

	for (; *name >= '0' && *name <= '9'; name++)
		id = id * 10 + (*name - '0');
	return id && id != sys(SYS_gettid);
}

static bool threads_wait(struct look *l)
{
	union {
		struct entry entry;
		char bytes[128];
	} some;
	long at, n;

	while ((n = sys(SYS_getdents64, l->tasks, &some, sizeof(some))) > 0)
		for (at = 0; at < n;) {
			const struct entry *entry =
				(const void *)(some.bytes + at);

			if (other_thread(entry->name) &&
			    thread_waits(l, entry->name))
				return true;
			at += entry->length;
		}
	return n < 0;
}

static bool any_thread(const int *fds, int count)
{
	struct look l = {.fds = fds, .count = count, .memory = -1};
	bool yes;

	l.tasks = (int)private_open(AT_FDCWD, "/proc/self/task",
				    O_RDONLY | O_DIRECTORY);
	if (l.tasks < 0)
		return true;
	yes = threads_wait(&l);
	private_close(l.tasks);
	if (l.memory >= 0)
		private_close(l.memory);
	return yes;
}

/* An anonymous inode has no file type. */
static bool is_ring(struct descriptors *d, int fd, const struct identity *id)
{
	static const char want[] = "anon_inode:[io_uring]";
	char link[sizeof(want)];

	return !(id->mode & S_IFMT) &&
	       descriptors_link(d, fd, link, sizeof(link)) ==
		       sizeof(want) - 1 &&
	       memcmp(link, want, sizeof(want) - 1) == 0;
}

/*
 * What an io_uring has been told to wait for nobody tells. (Nor does a ring
 * show that is mapped and has no descriptor any more.)
 */
static bool any_ring(int socket)
{
	struct descriptors d;
	struct identity id;
	bool yes = true;
	int fd = 0;

	if (descriptors_open(&d, socket))
		return true;
	while (fd >= 0) {
		long err = identity_of(fd, &id);

		if (!err && is_ring(&d, fd, &id))
			break;
		fd++;
		if (err == -EBADF && descriptors_next(&d, fd, &fd))
			break;
	}
	yes = fd >= 0;
	descriptors_close(&d);
	return yes;
}

bool waiting_any(const int *fds, int count)
{
	return any_ring(fds[0]) || (!thread_alone() && any_thread(fds, count));
}
