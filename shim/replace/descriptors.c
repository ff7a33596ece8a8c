// SPDX-License-Identifier: MIT
/*
 * Descriptors, from /proc/thread-self: thread-self, because /proc/self is the
 * main thread's, which may have other descriptors (unshare(CLONE_FILES)) or be
 * gone. Without /proc by asking for one number after the other. Called by
 * scan.c and waiting.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include "base/numbers.h"
#include "base/poll.h"
#include "base/private.h"
#include "base/sys.h"
#include "base/text.h"
#include "descriptors.h"

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

#define FEW 16

/* By number many a closed one is tried sooner than the folder is opened. */
#define GAPS 16

static enum reason open_folder(struct descriptors *d)
{
	if (d->directory >= 0)
		return REASON_none;
	d->directory = (int)private_open(AT_FDCWD, "/proc/thread-self/fd",
					 O_RDONLY | O_DIRECTORY);
	if (d->directory == -EMFILE || d->directory == -ENFILE)
		return REASON_descriptor;
	return d->directory >= 0 ? REASON_none : REASON_proc;
}

long descriptors_link(struct descriptors *d, int fd, char *to, size_t size)
{
	char name[16];

	if (open_folder(d))
		return -EMFILE;
	name_of(name, sizeof(name), "", fd);
	return sys(SYS_readlinkat, d->directory, name, to, size);
}

static enum descriptor by_name(struct descriptors *d, int fd)
{
	static const char want[] = "anon_inode:[eventpoll]";
	char link[sizeof(want)];
	long n = descriptors_link(d, fd, link, sizeof(link));

	if (n == -ENOENT)
		return DESCRIPTOR_closed;
	if (n < 0)
		return DESCRIPTOR_unknown;
	return n == sizeof(want) - 1 && memcmp(link, want, (size_t)n) == 0
		       ? DESCRIPTOR_epoll
		       : DESCRIPTOR_other;
}

/* What is in no set can't be taken out: a set says ENOENT, others EINVAL. */
static long try_probe(const struct descriptors *d, int fd)
{
	return sys(SYS_epoll_ctl, fd, EPOLL_CTL_DEL, d->probe, NULL);
}

static enum descriptor by_identity(struct descriptors *d, int fd)
{
	struct identity id;
	long err = identity_of(fd, &id);

	/* What can't be looked at is not a known socket, which could be. */
	if (err)
		return err == -EBADF ? DESCRIPTOR_closed
		       : d->fd < 0   ? DESCRIPTOR_other
				     : DESCRIPTOR_unknown;
	if (identity_same(&id, &d->socket))
		return DESCRIPTOR_socket;
	/* An anonymous inode has no file type; most descriptors have one. */
	if (id.mode & S_IFMT || d->fd < 0)
		return DESCRIPTOR_other;
	if (d->few && try_probe(d, fd) == -ENOENT)
		return DESCRIPTOR_epoll;
	/* Another file says EINVAL; but a sandbox may say that of a set. */
	return by_name(d, fd);
}

/*
 * The cheaper way, which looks at no more than the file; and Linux 6.10 tells
 * whether two descriptors are one file.
 */
static enum descriptor by_probe(struct descriptors *d, int fd)
{
	switch (try_probe(d, fd)) {
	case -ENOENT:
		return DESCRIPTOR_epoll;
	case -EBADF:
		return DESCRIPTOR_closed;
	case -EINVAL:
		return !d->alone && sys(SYS_fcntl_, d->fd, F_DUPFD_QUERY, fd) ==
					       1
			       ? DESCRIPTOR_socket
			       : DESCRIPTOR_other;
	default:
		return by_identity(d, fd);
	}
}

enum descriptor descriptors_kind(struct descriptors *d, int fd)
{
	if (d->alone && fd == d->fd)
		return DESCRIPTOR_socket;
	if ((d->alone || d->few) && fd == d->probe)
		return DESCRIPTOR_other;
	return d->probe < 0 || d->few ? by_identity(d, fd) : by_probe(d, fd);
}

/*
 * Descriptor N stands at position N + 2 of the folder (fs/proc/fd.c,
 * proc_readfd_common()).
 */
static enum reason next_listed(const struct descriptors *d, int from, int *fd)
{
	union {
		struct entry entry;
		char bytes[32]; /* one name */
	} buffer;
	long n = sys(SYS_lseek, d->directory, from + 2, SEEK_SET);

	if (n == from + 2)
		n = sys(SYS_getdents64, d->directory, &buffer, sizeof(buffer));
	if (n == 0)
		return REASON_none;
	return n > 0 && number(buffer.entry.name, fd) && *fd >= from
		       ? REASON_none
		       : REASON_proc;
}

static void next_open(const struct descriptors *d, int from, int *fd)
{
	uint64_t open;

	for (; from < d->end; from += 64) {
		open = poll_open(from);
		if (open) {
			*fd = from + __builtin_ctzll(open);
			return;
		}
	}
}

enum reason descriptors_next(struct descriptors *d, int from, int *fd)
{
	enum reason reason = REASON_none;

	*fd = from;
	if (d->directory < 0 && d->total && d->gaps++ < GAPS)
		return REASON_none;
	*fd = -1;
	if (!d->end)
		reason = open_folder(d);
	if (reason)
		return reason;
	if (d->directory >= 0)
		return next_listed(d, from, fd);
	next_open(d, from, fd);
	return REASON_none;
}

long descriptors_fdinfo(const struct descriptors *d, int fd)
{
	const bool here = d->directory >= 0; /* else it is the only thread */
	char path[32];

	name_of(path, sizeof(path), here ? "../fdinfo/" : "/proc/self/fdinfo/",
		fd);
	return private_open(here ? d->directory : AT_FDCWD, path, O_RDONLY);
}

void descriptors_drop_probe(struct descriptors *d)
{
	if (d->own)
		private_close(d->probe);
	d->own = false;
	d->probe = -1;
}

/* An epoll set, to see that what by_probe() asks is answered truly. */
void descriptors_probe(struct descriptors *d)
{
	if (d->probe >= 0 || d->fd < 0 ||
	    sys(SYS_fcntl_, d->fd, F_DUPFD_QUERY, d->fd) != 1)
		return;
	d->probe = (int)private_epoll();
	d->own = d->probe >= 0;
	if (d->own &&
	    sys(SYS_epoll_ctl, d->probe, EPOLL_CTL_DEL, d->fd, NULL) != -ENOENT)
		descriptors_drop_probe(d);
}

/*
 * In a chroot: by number, up to where the kernel gives them. One that is older
 * than a lower limit and beyond it is not seen.
 */
static enum reason open_without_proc(struct descriptors *d)
{
	const uint64_t most = 1 << 16; /* or it takes too long */
	uint64_t limit[2];             /* struct rlimit64 */

	descriptors_probe(d);
	if (d->probe < 0 || sys(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, limit) ||
	    limit[0] > most)
		return REASON_proc;
	d->end = (int)limit[0];
	return d->fd < d->end ? REASON_none : REASON_proc;
}

enum reason descriptors_open(struct descriptors *d, int fd)
{
	enum reason reason;

	*d = (struct descriptors){.fd = fd, .probe = -1, .directory = -1};
	if (identity_of(fd, &d->socket))
		return REASON_proc;
	reason = open_folder(d);
	if (reason != REASON_proc)
		return reason;
	reason = open_without_proc(d);
	if (reason)
		descriptors_drop_probe(d);
	return reason;
}

/*
 * Linux 6.2 counts them: when so many were seen there are no more. Not with
 * other threads, which open and close them meanwhile. 0: it can't be told.
 */
static int count(void)
{
	struct statx st;
	long err = sys(SYS_statx, AT_FDCWD, "/proc/self/fd", AT_STATX_DONT_SYNC,
		       STATX_SIZE, &st);

	return err ? 0 : (int)st.stx_size;
}

enum reason descriptors_open_alone(struct descriptors *d, int fd, int probe)
{
	enum reason reason;

	*d = (struct descriptors){.fd = fd, .probe = probe, .directory = -1};
	if (identity_of(fd, &d->socket))
		return REASON_proc;
	d->total = count();
	reason = d->total ? REASON_none : open_folder(d);
	d->few = d->total && d->total <= FEW;
	d->alone = !d->few;
	return reason;
}

/* Without opening anything: nothing may fail any more. */
void descriptors_open_known(struct descriptors *d,
			    const struct identity *socket)
{
	*d = (struct descriptors){.fd = -1,
				  .alone = true,
				  .probe = -1,
				  .directory = -1,
				  .total = count(),
				  .end = 1 << 20,
				  .socket = *socket};
}

void descriptors_close(struct descriptors *d)
{
	descriptors_drop_probe(d);
	if (d->directory >= 0)
		private_close(d->directory);
}
