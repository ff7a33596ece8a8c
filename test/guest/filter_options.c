// SPDX-License-Identifier: MIT
/*
 * Sets options under a seccomp filter that kills for whatever else the library
 * might ask by. Run by filter_options.bats.
 */
#include "guest.h"
#include "seccomp.h"
#include <sys/time.h>

static void kill_for_questions(void)
{
	static const long questions[] = {SYS_getsockopt, SYS_getsockname,
					 SYS_fcntl,      SYS_statx,
					 SYS_epoll_ctl,  SYS_socket};

	if (!seccomp_kill_for(questions, LEN(questions)))
		cannot("no seccomp filters");
}

static void put(int fd, int level, int name, int value)
{
	say("%d %d: %s\n", level, name,
	    result(setsockopt(fd, level, name, &value, sizeof(value))));
}

static void put_all(int fd)
{
	const struct timeval soon = {1, 0};

	put(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	put(fd, SOL_SOCKET, SO_BROADCAST, 1);
	put(fd, SOL_SOCKET, SO_OOBINLINE, 0);
	put(fd, SOL_SOCKET, SO_RCVLOWAT, 1);
	say("timeout: %s\n", result(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO,
					       &soon, sizeof(soon))));
	put(fd, SOL_SOCKET, 9999, 1);
	put(fd, IPPROTO_IP, IP_TTL, 33);
	put(fd, IPPROTO_IPV6, IPV6_TCLASS, 4);
	put(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	put(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	put(fd, IPPROTO_TCP, TCP_KEEPIDLE, 77);
	put(fd, IPPROTO_TCP, TCP_KEEPIDLE, 0);
	put(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 900);
	put(fd, IPPROTO_TCP, TCP_QUICKACK, 0);
	put(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, -1);
	put(fd, IPPROTO_TCP, 9999, 1);
	put(fd, 9999, 1, 1);
}

/* Not on a socket of our own TCP: it may be one to listen yet. */
static void put_beyond(int fd)
{
	put(fd, IPPROTO_IP, IP_RECVTTL, 1);
	put(fd, IPPROTO_IP, IP_PKTINFO, 1);
	put(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
}

static void kinds(void)
{
	int fds[] = {new_socket(AF_INET), new_socket(AF_INET6),
		     must(socket(AF_INET, SOCK_DGRAM, 0)),
		     must(socket(AF_UNIX, SOCK_STREAM, 0)), must(dup(1)),
		     /* Of these numbers nobody has heard. */
		     must(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)),
		     must(syscall(SYS_socket, AF_INET6, SOCK_DGRAM, 0)), -1};
	const bool off = getenv("OFF");
	size_t i;

	kill_for_questions();
	for (i = 0; i < LEN(fds); i++) {
		say("%zu\n", i);
		put_all(fds[i]);
		if (off || (i > 1 && i != 5))
			put_beyond(fds[i]);
	}
}

GUEST_CASES({"kinds", kinds})
