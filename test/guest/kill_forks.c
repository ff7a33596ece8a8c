// SPDX-License-Identifier: MIT
/*
 * A sandbox kills for what neither the program nor its C library's fork() or
 * sendmsg() does. Run by kill_forks.bats, plain and under the shim.
 */
#include "guest.h"
#include "seccomp.h"

static void kill_for(const long *numbers, size_t n)
{
	if (!seccomp_kill_for(numbers, n))
		cannot("no seccomp filters here");
}

static void dials(void *unused)
{
	struct sockaddr_storage at;
	int port, server = new_listener(AF_INET, &port);
	int fd = new_socket(AF_INET);

	(void)unused;
	must(connect(fd, (struct sockaddr *)&at, loopback(&at, AF_INET, port)));
	talk(fd, take(server));
}

/* The second fork's child, and what its parent does afterwards. */
static void forks_again(void *unused)
{
	static const long telling[] = {SYS_getpid, SYS_getppid, SYS_mmap,
				       SYS_munmap, SYS_kill};

	kill_for(telling, LEN(telling));
	wait_for(child_of(dials, NULL));
	dials(unused);
}

static void forks(void)
{
	close(new_socket(AF_INET));
	wait_for(child_of(forks_again, NULL));
	forks_again(NULL);
}

/* To a port of the program's choice. */
static int named(void)
{
	struct sockaddr_storage at;
	int port, fd = new_listener(AF_INET, &port);
	socklen_t len = loopback(&at, AF_INET, port);

	close(fd);
	fd = new_socket(AF_INET);
	must(bind(fd, (struct sockaddr *)&at, len));
	return fd;
}

static void sends(void)
{
	static const long reading[] = {SYS_rt_sigprocmask};
	struct sockaddr_storage at;
	int ends[2], port, server = new_listener(AF_INET, &port);
	struct iovec data = {"x", 1};
	struct mmsghdr m = {.msg_hdr = {.msg_iov = &data, .msg_iovlen = 1}};

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	do_listen(named(), 4);
	must(connect(named(), (struct sockaddr *)&at,
		     loopback(&at, AF_INET, port)));
	close(server);
	kill_for(reading, LEN(reading));
	say("sendmsg %s\n", result(sendmsg(ends[0], &m.msg_hdr, 0)));
	say("sendmmsg %s\n", result(sendmmsg(ends[0], &m, 1, 0)));
}

GUEST_CASES({"forks", forks}, {"sends", sends})
