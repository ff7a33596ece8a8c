// SPDX-License-Identifier: MIT
/*
 * Descriptors, from /proc/thread-self: thread-self, because /proc/self is the
 * main thread's, which may have other descriptors (unshare(CLONE_FILES)) or be
 * gone. Without /proc by asking for one number after the other. Called by
 * watchers.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/identity.h"
#include "base/numbers.h"
#include "base/poll.h"
#include "base/private.h"
#include "base/sys.h"
#include "base/text.h"
#include "kinds.h"

/* What getdents64(2) fills in. */
struct entry {
	uint64_t inode;
	int64_t offset;
	unsigned short length;
	unsigned char type;
	char name[];
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

static enum kind kind_by_name(const struct kinds *k, int fd)
{
	static const char want[] = "anon_inode:[eventpoll]";
	char link[sizeof(want)], name[16];
	long n;

	name_of(name, sizeof(name), "", fd);
	n = sys(SYS_readlinkat, k->directory, name, link, sizeof(link));
	if (n == -ENOENT)
		return KIND_closed;
	if (n < 0)
		return KIND_unknown;
	return n == sizeof(want) - 1 && memcmp(link, want, (size_t)n) == 0
		       ? KIND_epoll
		       : KIND_other;
}

static enum kind kind_by_identity(const struct kinds *k, int fd)
{
	struct identity id;
	long err = identity_of(fd, &id);

	if (err)
		return err == -EBADF ? KIND_closed : KIND_unknown;
	if (identity_same(&id, &k->socket))
		return KIND_socket;
	/* An anonymous inode has no file type; most descriptors have one. */
	return id.mode & S_IFMT ? KIND_other : kind_by_name(k, fd);
}

/*
 * The cheaper way, which looks at no more than the file: what is in no set
 * can't be taken out of one, and to that an epoll set says ENOENT and another
 * file EINVAL; and Linux 6.10 tells whether two descriptors are one file.
 */
static enum kind kind_by_probe(const struct kinds *k, int fd)
{
	switch (sys(SYS_epoll_ctl, fd, EPOLL_CTL_DEL, k->probe, NULL)) {
	case -ENOENT:
		return KIND_epoll;
	case -EBADF:
		return KIND_closed;
	case -EINVAL:
		return sys(SYS_fcntl_, k->fd, F_DUPFD_QUERY, fd) == 1
			       ? KIND_socket
			       : KIND_other;
	default:
		return kind_by_identity(k, fd);
	}
}

enum kind kinds_of(const struct kinds *k, int fd)
{
	return k->probe < 0 ? kind_by_identity(k, fd) : kind_by_probe(k, fd);
}

/*
 * Descriptor N stands at position N + 2 of the folder (fs/proc/fd.c,
 * proc_readfd_common()).
 */
static enum reason next_listed(const struct kinds *k, int from, int *fd)
{
	union {
		struct entry entry;
		char bytes[32]; /* one name */
	} buffer;
	long n = sys(SYS_lseek, k->directory, from + 2, SEEK_SET);

	if (n == from + 2)
		n = sys(SYS_getdents64, k->directory, &buffer, sizeof(buffer));
	if (n == 0)
		return REASON_none;
	return n > 0 && number(buffer.entry.name, fd) && *fd >= from
		       ? REASON_none
		       : REASON_proc;
}

static void next_open(const struct kinds *k, int from, int *fd)
{
	uint64_t open;

	for (; from < k->end; from += 64) {
		open = poll_open(from);
		if (open) {
			*fd = from + __builtin_ctzll(open);
			return;
		}
	}
}

enum reason kinds_next(const struct kinds *k, int from, int *fd)
{
	*fd = -1;
	if (k->directory >= 0)
		return next_listed(k, from, fd);
	next_open(k, from, fd);
	return REASON_none;
}

long kinds_fdinfo(const struct kinds *k, int fd)
{
	char path[32];

	name_of(path, sizeof(path), "../fdinfo/", fd);
	return private_open(k->directory, path, O_RDONLY);
}

void kinds_drop_probe(struct kinds *k)
{
	if (k->probe >= 0)
		private_close(k->probe);
	k->probe = -1;
}

/* An epoll set, to see that what kind_by_probe() asks is answered truly. */
void kinds_probe(struct kinds *k)
{
	if (k->probe >= 0 || sys(SYS_fcntl_, k->fd, F_DUPFD_QUERY, k->fd) != 1)
		return;
	k->probe = (int)private_epoll();
	if (k->probe >= 0 &&
	    sys(SYS_epoll_ctl, k->probe, EPOLL_CTL_DEL, k->fd, NULL) != -ENOENT)
		kinds_drop_probe(k);
}

/*
 * In a chroot: by number, up to where the kernel gives them. One that is older
 * than a lower limit and beyond it is not seen.
 */
static enum reason open_without_proc(struct kinds *k)
{
	const uint64_t most = 1 << 16; /* or it takes too long */
	uint64_t limit[2];             /* struct rlimit64 */

	kinds_probe(k);
	if (k->probe < 0 || sys(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, limit) ||
	    limit[0] > most)
		return REASON_proc;
	k->end = (int)limit[0];
	return k->fd < k->end ? REASON_none : REASON_proc;
}

enum reason kinds_open(struct kinds *k, int fd)
{
	enum reason reason;

	k->fd = fd;
	k->probe = -1;
	if (identity_of(fd, &k->socket))
		return REASON_proc;
	k->directory = (int)private_open(AT_FDCWD, "/proc/thread-self/fd",
					 O_RDONLY | O_DIRECTORY);
	if (k->directory == -EMFILE || k->directory == -ENFILE)
		return REASON_descriptor;
	if (k->directory >= 0)
		return REASON_none;
	reason = open_without_proc(k);
	if (reason)
		kinds_drop_probe(k);
	return reason;
}

void kinds_close(struct kinds *k)
{
	kinds_drop_probe(k);
	if (k->directory >= 0)
		private_close(k->directory);
}
