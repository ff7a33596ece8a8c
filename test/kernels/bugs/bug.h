/* SPDX-License-Identifier: MIT */
/*
 * What the programs here share: a pair of connected sockets over loopback, and
 * a verdict. Each shows one thing in which an MPTCP socket of the kernel's
 * differs from a TCP one; none of them needs anything but libc. Prints
 *
 *   NAME: shows | does not show | can't tell (what was seen, or why)
 *
 * and exits with 0, 1 or 77.
 */
#ifndef BUG_H
#define BUG_H

#include "../../sockets.h"
#include <netinet/tcp.h>
#include <sys/time.h>
#include <sys/wait.h>

/* Plain and MPTCP, in the order in which all programs look at them. */
static const int protocols[2] = {IPPROTO_TCP, IPPROTO_MPTCP};

enum { SHOWS, SHOWS_NOT, CANT_TELL = 77 };

__attribute__((format(printf, 2, 3), noreturn)) static inline void
verdict(int is, const char *format, ...)
{
	va_list args;

	printf("%s: %s (", program_invocation_short_name,
	       is == CANT_TELL   ? "can't tell"
	       : is == SHOWS_NOT ? "does not show"
				 : "shows");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf(")\n");
	fflush(stdout);
	_exit(is);
}

static inline int must_at(int ret, const char *call, int line)
{
	if (ret < 0)
		verdict(CANT_TELL, "line %d: %s: %s", line, call,
			strerror(errno));
	return ret;
}

#define must(call) must_at((int)(call), #call, __LINE__)

static inline void gave_up(int signal)
{
	(void)signal;
	verdict(CANT_TELL, "it took too long");
}

/* Before all else: whatever hangs is given up after that many seconds. */
static inline void patience(unsigned int seconds)
{
	signal(SIGALRM, gave_up);
	signal(SIGPIPE, SIG_IGN);
	alarm(seconds);
}

static inline int new_socket(int protocol)
{
	return must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, protocol));
}

/* One that does not listen yet, for options. */
static inline int new_bound(int protocol)
{
	struct sockaddr_in addr = {.sin_family = AF_INET};
	int fd = new_socket(protocol);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(bind(fd, (struct sockaddr *)&addr, sizeof(addr)));
	return fd;
}

static inline int new_listener(int protocol)
{
	int fd = new_bound(protocol);

	must(listen(fd, 16));
	return fd;
}

static inline void dial(int fd, int listener)
{
	struct sockaddr_in addr;
	socklen_t len = sizeof(addr);

	must(getsockname(listener, (struct sockaddr *)&addr, &len));
	must(connect(fd, (struct sockaddr *)&addr, len));
}

static inline int new_dialer(int protocol, int listener)
{
	int fd = new_socket(protocol);

	dial(fd, listener);
	return fd;
}

struct pair {
	int dialer, accepted;
};

static inline struct pair new_pair(int dialer, int listens)
{
	int listener = new_listener(listens);
	struct pair p;

	p.dialer = new_dialer(dialer, listener);
	p.accepted = must(accept(listener, NULL, NULL));
	close(listener);
	return p;
}

/* Waits for at most that long; the events that came. */
static inline int events(int fd, short wanted, int milliseconds)
{
	struct pollfd p = {fd, wanted, 0};

	must(poll(&p, 1, milliseconds));
	return p.revents;
}

static inline int number(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	return getsockopt(fd, level, name, &value, &len) ? -errno : value;
}

/* For what a call said: "0", "12" or "EPIPE". */
static inline const char *said(long ret)
{
	static char text[8][24];
	static int turn;
	char *at = text[turn++ % 8];

	if (ret < 0)
		return strerrorname_np(errno);
	snprintf(at, sizeof(text[0]), "%ld", ret);
	return at;
}

static inline double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Sysctls and interfaces are this program's own then. */
static inline void own_network(void)
{
	if (unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET))
		verdict(CANT_TELL, "no network namespace to be had");
	must(set_loopback(true));
}

/* False: this kernel has no such sysctl. */
static inline bool set_sysctl(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	must(write(fd, value, strlen(value)));
	close(fd);
	return true;
}

#endif
