// SPDX-License-Identifier: MIT
/*
 * Questions to the kernel, for all of shim/. Raw system calls only.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "base/numbers.h"
#include "base/sys.h"
#include "observe.h"

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
	if (out->at.sin6_family == AF_INET6)
		out->bound = v6->sin6_port || any_set(v6->sin6_addr.s6_addr,
						      sizeof(v6->sin6_addr));
	else
		out->bound = v4->sin_port || v4->sin_addr.s_addr;
	return true;
}
