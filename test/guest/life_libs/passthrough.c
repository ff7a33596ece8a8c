// SPDX-License-Identifier: MIT
/*
 * Another preload library, as there are many: hooks the same names, looks up
 * the next definition at the first call, and passes the call on. Built and
 * preloaded by the .bats files, in front of the shim or behind it. Writes to
 * the file that PASSTHROUGH names how many calls of each it saw.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int calls[8];

#define PASS(index, name, values, ...)                                  \
	int name(__VA_ARGS__)                                           \
	{                                                               \
		static int (*following)(__VA_ARGS__);                   \
                                                                        \
		__atomic_fetch_add(&calls[index], 1, __ATOMIC_RELAXED); \
		if (!following)                                         \
			*(void **)&following = dlsym(RTLD_NEXT, #name); \
		return following values;                                \
	}

PASS(0, socket, (domain, type, protocol), int domain, int type, int protocol)
PASS(1, bind, (fd, addr, len), int fd, const struct sockaddr *addr,
     socklen_t len)
PASS(2, listen, (fd, backlog), int fd, int backlog)
PASS(3, connect, (fd, addr, len), int fd, const struct sockaddr *addr,
     socklen_t len)
PASS(4, setsockopt, (fd, level, name, value, len), int fd, int level, int name,
     const void *value, socklen_t len)
PASS(5, getsockopt, (fd, level, name, value, len), int fd, int level, int name,
     void *value, socklen_t *len)
PASS(6, close, (fd), int fd)

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	static ssize_t (*following)(int, const struct msghdr *, int);

	__atomic_fetch_add(&calls[7], 1, __ATOMIC_RELAXED);
	if (!following)
		*(void **)&following = dlsym(RTLD_NEXT, "sendmsg");
	return following(fd, message, flags);
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("PASSTHROUGH");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file,
		"socket=%d bind=%d listen=%d connect=%d setsockopt=%d "
		"getsockopt=%d sendmsg=%d\n",
		calls[0], calls[1], calls[2], calls[3], calls[4], calls[5],
		calls[7]);
	fclose(file);
}
