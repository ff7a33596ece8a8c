// SPDX-License-Identifier: MIT
/*
 * Writing without harm to the host. Called by report.c at exit and by log.c.
 * Descriptor 2 may be a client's connection by now, its pipe may have no
 * reader or be full, its terminal may stop whoever writes, the file size may
 * be limited: none of that may reach the program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>
#include "base/identity.h"
#include "base/numbers.h"
#include "base/settings.h"
#include "base/sys.h"
#include "know/observe.h"
#include "sink.h"

#define STDERR 2

static struct identity given;
static bool given_usable;

/* statx() has the two parts of what stat() has in one (glibc's makedev()). */
static uint64_t device_number(const struct identity *id)
{
	uint64_t major = id->device >> 32, minor = id->device & 0xffffffff;

	return (major & ~0xfffULL) << 32 | (minor & ~0xffULL) << 12 |
	       (major & 0xfff) << 8 | (minor & 0xff);
}

/*
 * A socket is somebody's connection (inetd, socket activation, a parent that
 * talks to its child): words of ours would be part of what is said there.
 */
static bool place_for_words(const struct identity *id)
{
	const struct stream *journal = settings_journal();

	return !S_ISSOCK(id->mode) ||
	       (journal && journal->device == device_number(id) &&
		journal->inode == id->inode);
}

/* From where a file's path starts; only looked at if there is one. */
static struct identity root;
static bool root_known;

void sink_start(void)
{
	if (settings()->report.kind == SINK_FILE)
		root_known = identity_root(&root) == 0;
	given_usable =
		identity_of(STDERR, &given) == 0 && place_for_words(&given);
}

/* The kernel's signal set: a bit each, 64 of them. */
static uint64_t bit(int signal)
{
	return (uint64_t)1 << (signal - 1);
}

/*
 * Other processes may fill a pipe or a socket between poll() and this, so ask
 * the kernel not to wait. Files and terminals are written as ever.
 */
static long write_now(int fd, unsigned int mode, const struct text *line)
{
	struct {
		void *at;
		size_t len;
	} piece = {line->at, line->len};
	long ret = -EOPNOTSUPP;

	if (S_ISSOCK(mode))
		ret = sys(SYS_sendto, fd, line->at, line->len,
			  MSG_DONTWAIT | MSG_NOSIGNAL, NULL, 0);
	else if (S_ISFIFO(mode))
		ret = sys(SYS_pwritev2, fd, &piece, 1, -1, -1, RWF_NOWAIT);
	if (ret == -EOPNOTSUPP || ret == -ENOSYS)
		ret = sys(SYS_write, fd, line->at, line->len);
	return ret;
}

static long write_quietly(int fd, unsigned int mode, const struct text *line)
{
	uint64_t raised = bit(SIGPIPE) | bit(SIGXFSZ);
	uint64_t mask = raised | bit(SIGTTOU), before, pending = 0;
	static const struct {
		long seconds, nanoseconds;
	} at_once;
	long ret;

	sys(SYS_rt_sigprocmask, SIG_BLOCK, &mask, &before, sizeof(mask));
	sys(SYS_rt_sigpending, &pending, sizeof(pending));
	ret = write_now(fd, mode, line);
	/* Take back what we raised; what was pending before is not ours. */
	if (ret == -EPIPE)
		raised = bit(SIGPIPE);
	else if (ret == -EFBIG)
		raised = bit(SIGXFSZ);
	else
		raised = 0;
	raised &= ~pending;
	if (raised)
		sys(SYS_rt_sigtimedwait, &raised, NULL, &at_once,
		    sizeof(raised));
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof(before));
	if (ret >= 0 && (size_t)ret < line->len)
		return -ENOSPC; /* the rest did not fit, whatever the limit */
	return ret < 0 ? ret : 0;
}

static bool writable(int fd)
{
	struct {
		int fd;
		short events;
		short revents;
	} p = {fd, POLLOUT, 0};
	static const struct {
		long seconds, nanoseconds;
	} at_once;
	struct {
		long seconds, nanoseconds;
	} timeout = {at_once.seconds, at_once.nanoseconds};

	return sys(SYS_ppoll, &p, 1, &timeout, NULL, sizeof(uint64_t)) == 1 &&
	       (p.revents & POLLOUT) && !(p.revents & (POLLERR | POLLNVAL));
}

void sink_stderr(const struct text *line)
{
	struct identity now;

	if (!given_usable || identity_of(STDERR, &now) ||
	    !identity_same(&given, &now) || !writable(STDERR))
		return;
	write_quietly(STDERR, now.mode, line);
}

/* Half a line would be worse than none: RLIMIT_FSIZE cuts where it is. */
static bool over_limit(int fd, const struct text *line)
{
	uint64_t limit[2]; /* struct rlimit64 */
	long size = sys(SYS_lseek, fd, 0, SEEK_END);

	return size >= 0 &&
	       sys(SYS_prlimit64, 0, RLIMIT_FSIZE, NULL, limit) == 0 &&
	       (uint64_t)size + line->len > limit[0];
}

/*
 * In a folder that others may write to, a link could lead anywhere, and so
 * could one on the way there. O_NONBLOCK: a fifo without a reader must not
 * hold up an exit.
 */
static long open_file(const char *path)
{
	const struct {
		uint64_t flags, mode, resolve;
	} how = {
		.flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
			 O_NOFOLLOW | O_NOCTTY | O_NONBLOCK,
		.mode = 0600,
		.resolve = RESOLVE_NO_SYMLINKS,
	};
	long fd = sys(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	/* Before Linux 5.6, or not allowed: at least not the last one. */
	if (fd == -ENOSYS || fd == -EPERM)
		fd = sys(SYS_openat, AT_FDCWD, path, how.flags, how.mode);
	return fd;
}

static long write_file(const char *path, const struct text *line)
{
	long fd = open_file(path);
	struct identity id;
	long err;

	if (fd < 0)
		return fd;
	/* Who may not ask what it is (seccomp) may still write to it. */
	if (identity_of((int)fd, &id))
		id.mode = 0;
	/* A hard link leads anywhere as well, and nobody needs one here. */
	if (S_ISREG(id.mode) && id.links > 1)
		err = -EMLINK;
	else if (over_limit((int)fd, line))
		err = -EFBIG;
	else
		err = write_quietly((int)fd, id.mode, line);
	sys(SYS_close, fd);
	return err;
}

long sink_write(const struct sink *to, const struct text *line)
{
	if (to->kind == SINK_FILE)
		return write_file(to->path, line);
	if (to->kind == SINK_STDERR)
		sink_stderr(line);
	return 0;
}

bool sink_moved(void)
{
	struct identity now;

	return root_known &&
	       (identity_root(&now) || !identity_same(&root, &now));
}
