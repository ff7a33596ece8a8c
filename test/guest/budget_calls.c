// SPDX-License-Identifier: MIT
/*
 * Each call that the shim hooks, and some that it does not, between two marks
 * that show in a trace of system calls. Run by budget_calls.bats under strace.
 */
#include "guest.h"
#include <sys/time.h>

/* What follows up to the next mark is counted under this name. */
static void mark(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "mark/%s", name);
	if (access(path, F_OK) == 0)
		fail("there is a file %s", path);
}

#define COUNTED(name, call)      \
	do {                     \
		mark(name);      \
		must(call);      \
		mark("nothing"); \
	} while (0)

static int set_number(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value));
}

static int get_number(int fd, int level, int name)
{
	int value;
	socklen_t len = sizeof(value);

	return getsockopt(fd, level, name, &value, &len);
}

/* As nginx and Redis have them. */
static void typical_options(int fd, int domain)
{
	must(set_number(fd, SOL_SOCKET, SO_REUSEADDR, 1));
	must(set_number(fd, SOL_SOCKET, SO_KEEPALIVE, 1));
	must(set_number(fd, IPPROTO_TCP, TCP_NODELAY, 1));
	if (domain == AF_INET6)
		must(set_number(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1));
}

/* Whatever a server's documentation offers for its listeners. */
static void all_options(int fd)
{
	must(set_number(fd, SOL_SOCKET, SO_REUSEPORT, 1));
	must(set_number(fd, SOL_SOCKET, SO_RCVBUF, 100000));
	must(set_number(fd, SOL_SOCKET, SO_SNDBUF, 100000));
	must(set_number(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, 1));
	must(set_number(fd, IPPROTO_TCP, TCP_FASTOPEN, 16));
	must(set_number(fd, IPPROTO_TCP, TCP_KEEPIDLE, 100));
}

static void listener(int domain, const char *name, bool all)
{
	int set = must(epoll_create1(EPOLL_CLOEXEC)), fd = new_socket(domain);
	struct epoll_event event = {.events = EPOLLIN};

	must(fcntl(fd, F_SETFL, O_NONBLOCK));
	typical_options(fd, domain);
	if (all)
		all_options(fd);
	bind_loopback(fd, domain);
	if (all)
		must(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
	COUNTED(name, listen(fd, 511));
	COUNTED("listen again", listen(fd, 100));
	close(fd);
	close(set);
}

static void plain_listener(const char *name)
{
	int fd = new_socket(AF_INET);

	bind_loopback(fd, AF_INET);
	COUNTED(name, listen(fd, 511));
	close(fd);
}

static void dialers(void)
{
	struct sockaddr_storage at;
	int port, i, accepted, fd[3], lfd = new_listener(AF_INET, &port);
	socklen_t len = loopback(&at, AF_INET, port);
	char c = 'x';
	struct iovec data = {&c, 1};
	struct msghdr m = {.msg_iov = &data, .msg_iovlen = 1};
	struct epoll_event event = {.events = EPOLLIN};
	int set = must(epoll_create1(EPOLL_CLOEXEC));

	for (i = 0; i < 3; i++) {
		COUNTED("socket", fd[i] = socket(AF_INET, SOCK_STREAM, 0));
		COUNTED("setsockopt new",
			set_number(fd[i], IPPROTO_TCP, TCP_NODELAY, 1));
		COUNTED("getsockopt new",
			get_number(fd[i], IPPROTO_TCP, TCP_NODELAY));
		COUNTED("connect", connect(fd[i], (struct sockaddr *)&at, len));
		readable(lfd);
		COUNTED("accept", accepted = accept(lfd, NULL, NULL));
		COUNTED("setsockopt dialer",
			set_number(fd[i], IPPROTO_TCP, TCP_KEEPIDLE, 60));
		COUNTED("setsockopt lowat",
			set_number(fd[i], SOL_SOCKET, SO_RCVLOWAT, 1));
		COUNTED("getsockopt dialer",
			get_number(fd[i], SOL_SOCKET, SO_ERROR));
		COUNTED("setsockopt accepted",
			set_number(accepted, IPPROTO_TCP, TCP_NODELAY, 1));
		COUNTED("getsockopt accepted",
			get_number(accepted, SOL_SOCKET, SO_RCVBUF));
		COUNTED("send", send(fd[i], &c, 1, 0));
		COUNTED("recv", recv(accepted, &c, 1, 0));
		COUNTED("sendmsg", sendmsg(accepted, &m, 0));
		COUNTED("recvmsg", recvmsg(fd[i], &m, 0));
		COUNTED("write", write(fd[i], &c, 1));
		must(epoll_ctl(set, EPOLL_CTL_ADD, accepted, &event));
		COUNTED("epoll_wait", epoll_wait(set, &event, 1, 1000));
		COUNTED("read", read(accepted, &c, 1));
		COUNTED("setsockopt listener",
			set_number(lfd, IPPROTO_TCP, TCP_KEEPIDLE, 60));
		COUNTED("getsockopt listener",
			get_number(lfd, SOL_SOCKET, SO_TYPE));
		COUNTED("close", close(accepted));
	}
	/* Already connected: asked again, as an event loop may. */
	mark("connect again");
	check(connect(fd[0], (struct sockaddr *)&at, len) && errno == EISCONN);
	mark("nothing");
}

static void others(void)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	struct sockaddr_un {
		sa_family_t family;
		char path[8];
	} local = {AF_UNIX, ""};
	int fd, ends[2];

	COUNTED("socket udp", fd = socket(AF_INET, SOCK_DGRAM, 0));
	COUNTED("bind udp", bind(fd, (struct sockaddr *)&at, len));
	len = sizeof(at);
	must(getsockname(fd, (struct sockaddr *)&at, &len));
	COUNTED("connect udp", connect(fd, (struct sockaddr *)&at, len));
	close(fd);
	COUNTED("socket unix", fd = socket(AF_UNIX, SOCK_STREAM, 0));
	COUNTED("bind unix",
		bind(fd, (struct sockaddr *)&local, sizeof(local.family)));
	COUNTED("listen unix", listen(fd, 5));
	close(fd);
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	COUNTED("send unix", send(ends[0], "x", 1, 0));
	COUNTED("close unix", close(ends[0]));
	fd = new_socket(AF_INET);
	len = loopback(&at, AF_INET, 0);
	COUNTED("bind", bind(fd, (struct sockaddr *)&at, len));
	close(fd);
}

/* Listening, dialing and unbound sockets: none that a fork has to settle. */
static void forks(const char *name)
{
	int listening, fd = new_socket(AF_INET);
	pid_t pid;

	listening = new_listener(AF_INET, &(int){0});
	mark(name);
	pid = must(fork());
	if (pid == 0)
		syscall(SYS_exit_group, 0);
	wait_for(pid);
	mark("nothing");
	close(fd);
	close(listening);
}

/*
 * What MPTCP refuses or ignores, where it can't be helped: a connection, and a
 * listener with a connection in its queue, under a number that nobody knows.
 */
static void refusals(void)
{
	const struct timeval soon = {0, 1000};
	int port, lfd = new_listener(AF_INET, &port), copy, accepted;
	int clients[2] = {dial(AF_INET, port, IPPROTO_MPTCP)};

	accepted = take(lfd);
	clients[1] = dial(AF_INET, port, IPPROTO_TCP);
	readable(lfd);
	copy = must(dup(lfd));
	mark("setsockopt refused");
	setsockopt(copy, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	mark("setsockopt missed");
	set_number(accepted, SOL_IP, IP_TTL, 9);
	mark("nothing");
	COUNTED("getsockopt refused", get_number(accepted, SOL_IP, IP_TTL));
	syscall(SYS_close, clients[0]);
	syscall(SYS_close, clients[1]);
	close(accepted);
	close(copy);
	close(lfd);
}

static void all(void)
{
	/* Each open descriptor costs a look; only ours are to count. */
	must(close_range(3, ~0U, 0));
	plain_listener("listen bare");
	dialers();
	others();
	plain_listener("listen first");
	plain_listener("listen plain");
	listener(AF_INET, "listen v4", false);
	listener(AF_INET6, "listen v6", false);
	listener(AF_INET6, "listen all", true);
	forks("fork first");
	forks("fork");
	refusals();
}

GUEST_CASES({"all", all})
