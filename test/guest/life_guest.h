/* SPDX-License-Identifier: MIT */
/*
 * What the guests life_*, report_*, refusal_*, load_*, libc_*, secure_* and
 * neighbour_* share: loopback sockets in one line each, and looking at them
 * behind the shim's back. Include it first.
 */
#ifndef LIFE_GUEST_H
#define LIFE_GUEST_H

#include "../sockets.h"
#include <netinet/tcp.h>
#include <dirent.h>

/* A guest's own failure; what the shim did wrong is told by CHECK. */
#define EXIT_BROKEN 99
#define EXIT_WRONG  1

#define CHECK(condition)                                                  \
	do {                                                              \
		if (!(condition)) {                                       \
			fprintf(stderr, "%s:%d: not so: %s (errno %d)\n", \
				__FILE__, __LINE__, #condition, errno);   \
			exit(EXIT_WRONG);                                 \
		}                                                         \
	} while (0)

static inline void die(const char *what)
{
	perror(what);
	exit(EXIT_BROKEN);
}

/* What a program is told of its protocol; for what it is there is wire(). */
static inline int seen_protocol(int fd)
{
	int protocol = -1;
	socklen_t len = sizeof(protocol);

	if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len))
		return -1;
	return protocol;
}

static inline struct sockaddr_in loopback(unsigned short port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return addr;
}

static inline int bound(void)
{
	struct sockaddr_in addr = loopback(0);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		die("socket");
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("bind");
	return fd;
}

static inline int listener(void)
{
	int fd = bound();

	if (listen(fd, 16))
		die("listen");
	return fd;
}

static inline struct sockaddr_in address_of(int fd)
{
	struct sockaddr_in addr;
	socklen_t len = sizeof(addr);

	if (getsockname(fd, (struct sockaddr *)&addr, &len))
		die("getsockname");
	return addr;
}

/* A connection to a listener of this process; the kernel answers it. */
static inline int dialer(int to)
{
	struct sockaddr_in addr = address_of(to);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		die("socket");
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("connect");
	return fd;
}

/* One byte from dialer to accepted connection and back. */
static inline void speak(int dialed, int accepted)
{
	char c = 'x';

	CHECK(write(dialed, &c, 1) == 1);
	CHECK(read(accepted, &c, 1) == 1 && c == 'x');
	c = 'y';
	CHECK(write(accepted, &c, 1) == 1);
	CHECK(read(dialed, &c, 1) == 1 && c == 'y');
}

/* Does the listener serve a connection that is made now? */
static inline void serves(int fd)
{
	int dialed = dialer(fd);
	int accepted = accept(fd, NULL, NULL);

	CHECK(accepted >= 0);
	speak(dialed, accepted);
	close(accepted);
	close(dialed);
}

/*
 * All hooks, for signal handlers: async-signal-safe but for what the hooks do.
 * False where a call fails or errno changes.
 */
static inline bool both_roles(void)
{
	struct sockaddr_in addr = loopback(0);
	socklen_t len = sizeof(addr);
	const int on = 1;
	int value, l, d;
	bool good;

	errno = 12345;
	l = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	d = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	good = l >= 0 && d >= 0 &&
	       bind(l, (struct sockaddr *)&addr, len) == 0 &&
	       setsockopt(l, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) == 0 &&
	       listen(l, 8) == 0 &&
	       getsockname(l, (struct sockaddr *)&addr, &len) == 0 &&
	       connect(d, (struct sockaddr *)&addr, len) == 0;
	len = sizeof(value);
	good = good &&
	       getsockopt(l, SOL_SOCKET, SO_PROTOCOL, &value, &len) == 0 &&
	       value == IPPROTO_TCP && errno == 12345;
	close(d);
	close(l);
	return good;
}

/* How many descriptors are open, the one used for looking not counted. */
static inline int open_descriptors(void)
{
	DIR *dir = opendir("/proc/thread-self/fd");
	int n = -1; /* dir's own */

	if (!dir)
		die("/proc/thread-self/fd");
	for (struct dirent *e = readdir(dir); e; e = readdir(dir))
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

#endif
