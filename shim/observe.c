// SPDX-License-Identifier: MIT
/*
 * Questions to the kernel, for all of shim/. Raw system calls only.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/stat.h>
#include "numbers.h"
#include "observe.h"
#include "sys.h"

int observe_number(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	if (sys(SYS_getsockopt, fd, level, name, &value, &len))
		return -1;
	return value;
}

int observe_protocol(int fd)
{
	return observe_number(fd, SOL_SOCKET, SO_PROTOCOL);
}

/*
 * To a value without a byte all other protocols say EINVAL (net/core/sock.c);
 * MPTCP alone looks at the name first (net/mptcp/sockopt.c).
 */
bool observe_is_mptcp(int fd)
{
	long err = sys(SYS_setsockopt, fd, SOL_SOCKET, SO_OOBINLINE, NULL, 0);

	return err == -EOPNOTSUPP || err == -ENOPROTOOPT;
}

/* Who does not know TCP's options says ENOPROTOOPT or EOPNOTSUPP. */
bool observe_is_tcp(int fd)
{
	return sys(SYS_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, NULL, 0) ==
	       -EINVAL;
}

int observe_state(int fd)
{
	unsigned char state; /* tcpi_state is the first member */
	socklen_t len = sizeof(state);

	if (sys(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, &state, &len))
		return -1;
	return state;
}

bool observe_used(int fd)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	return !sys(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, &info, &len) &&
	       (info.tcpi_state != TCP_CLOSE || info.tcpi_advmss);
}

bool observe_queue(int fd, struct queue *out)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	if (sys(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, &info, &len) ||
	    info.tcpi_state != TCP_LISTEN)
		return false;
	out->waiting = info.tcpi_unacked;
	out->backlog = info.tcpi_sacked;
	return true;
}

static uint64_t number64(int fd, int name)
{
	uint64_t value = 0;
	socklen_t len = sizeof(value);

	if (sys(SYS_getsockopt, fd, SOL_SOCKET, name, &value, &len))
		return 0;
	return value;
}

uint64_t observe_cookie(int fd)
{
	return number64(fd, SO_COOKIE);
}

uint64_t observe_netns(int fd)
{
	return number64(fd, SO_NETNS_COOKIE);
}

static long identify(int fd, const char *path, struct identity *out)
{
	struct statx st;
	long err;

	err = sys(SYS_statx, fd, path, AT_EMPTY_PATH | AT_STATX_DONT_SYNC,
		  STATX_TYPE | STATX_INO | STATX_NLINK | STATX_UID, &st);
	if (err)
		return err;
	out->device = (uint64_t)st.stx_dev_major << 32 | st.stx_dev_minor;
	out->inode = st.stx_ino;
	out->mode = st.stx_mode;
	out->links = st.stx_nlink;
	out->owner = st.stx_uid;
	return 0;
}

static bool was_alone;

bool observe_alone(void)
{
	const unsigned int self = 3; /* ".", "..", and the one that asks */
	struct statx st;
	bool alone = !sys(SYS_statx, AT_FDCWD, "/proc/self/task",
			  AT_STATX_DONT_SYNC, STATX_NLINK, &st) &&
		     st.stx_nlink == self;

	__atomic_store_n(&was_alone, alone, __ATOMIC_RELAXED);
	return alone;
}

bool observe_was_alone(void)
{
	return __atomic_load_n(&was_alone, __ATOMIC_RELAXED);
}

long observe_identity(int fd, struct identity *out)
{
	return identify(fd, "", out);
}

long observe_root(struct identity *out)
{
	return identify(AT_FDCWD, "/", out);
}

bool identity_same(const struct identity *a, const struct identity *b)
{
	return a->device == b->device && a->inode == b->inode;
}

/* Where the kernel may not be asked each has to be looked at. */
uint64_t observe_open(int from)
{
	struct {
		int fd;
		short events;
		short revents;
	} each[64];
	long timeout[2] = {0, 0};
	uint64_t open = 0;
	int i;

	for (i = 0; i < 64; i++) {
		each[i].fd = from + i;
		each[i].events = each[i].revents = 0;
	}
	if (sys(SYS_ppoll, each, 64, timeout, NULL, sizeof(open)) < 0)
		return ~open;
	for (i = 0; i < 64; i++)
		if (!(each[i].revents & POLLNVAL))
			open |= (uint64_t)1 << i;
	return open;
}

static bool any_set(const unsigned char *bytes, size_t n)
{
	while (n)
		if (bytes[--n])
			return true;
	return false;
}

bool observe_address(int fd, struct address *out)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&out->at;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&out->at;

	out->len = sizeof(out->at);
	if (sys(SYS_getsockname, fd, &out->at, &out->len))
		return false;
	if (out->at.ss_family == AF_INET6)
		out->bound = v6->sin6_port || any_set(v6->sin6_addr.s6_addr,
						      sizeof(v6->sin6_addr));
	else
		out->bound = v4->sin_port || v4->sin_addr.s_addr;
	return true;
}

int observe_events(int fd, int events)
{
	struct {
		int fd;
		short events;
		short revents;
	} p = {fd, (short)events, 0};
	struct {
		long seconds, nanoseconds;
	} at_once = {0, 0};

	if (sys(SYS_ppoll, &p, 1, &at_once, NULL, sizeof(uint64_t)) != 1)
		return 0;
	return p.revents;
}
