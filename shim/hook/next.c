// SPDX-License-Identifier: MIT
/*
 * Binds the next definitions with dlsym(RTLD_NEXT), only for names that the
 * libc at hand has: a miss allocates. dlsym is weak because glibc before 2.34
 * keeps it in libdl, which a program need not have loaded; then, and before
 * next_resolve() ran, the raw system call serves.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include "base/sys.h"
#include "next.h"

#pragma weak dlsym

/* Weak: which libc is it? Not names that we have too: those are always there.
 */
extern int __register_atfork(void (*)(void), void (*)(void), void (*)(void),
			     void *) __attribute__((weak));
#if __SIZEOF_LONG__ == 4
extern long long __time64(long long *) __attribute__((weak));
#endif

static long set_errno(long ret)
{
	if (ret >= 0)
		return ret;
	errno = (int)-ret;
	return -1;
}

static int raw_socket(int domain, int type, int protocol)
{
	return (int)set_errno(sys(SYS_socket, domain, type, protocol));
}

static int raw_bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	return (int)set_errno(sys(SYS_bind, fd, addr, len));
}

static int raw_listen(int fd, int backlog)
{
	return (int)set_errno(sys(SYS_listen, fd, backlog));
}

static int raw_connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	return (int)set_errno(sys(SYS_connect, fd, addr, len));
}

static int raw_setsockopt(int fd, int level, int name, const void *value,
			  socklen_t len)
{
	return (int)set_errno(sys(SYS_setsockopt, fd, level, name, value, len));
}

static int raw_getsockopt(int fd, int level, int name, void *value,
			  socklen_t *len)
{
	return (int)set_errno(sys(SYS_getsockopt, fd, level, name, value, len));
}

static ssize_t raw_sendmsg(int fd, const struct msghdr *message, int flags)
{
	return set_errno(sys(SYS_sendmsg, fd, message, flags));
}

static int raw_ioctl(int fd, unsigned long request, void *argument)
{
	return (int)set_errno(sys(SYS_ioctl, fd, request, argument));
}

static int raw_sockatmark(int fd)
{
	int mark;
	long err = sys(SYS_ioctl, fd, 0x8905 /* SIOCATMARK */, &mark);

	return err ? (int)set_errno(err) : mark;
}

static int raw_sendmmsg(int fd, struct mmsghdr *messages, unsigned int count,
			int flags)
{
	return (int)set_errno(sys(SYS_sendmmsg, fd, messages, count, flags));
}

static ssize_t raw_sendto(int fd, const void *data, size_t size, int flags,
			  const struct sockaddr *addr, socklen_t len)
{
	return set_errno(sys(SYS_sendto, fd, data, size, flags, addr, len));
}

static ssize_t raw_recvmsg(int fd, struct msghdr *message, int flags)
{
	return set_errno(sys(SYS_recvmsg, fd, message, flags));
}

static int raw_recvmmsg(int fd, struct mmsghdr *messages, unsigned int count,
			int flags, struct timespec *timeout)
{
	return (int)set_errno(
		sys(SYS_recvmmsg, fd, messages, count, flags, timeout));
}

#ifdef SYS_recvmmsg_time64
static int raw___recvmmsg64(int fd, struct mmsghdr *messages,
			    unsigned int count, int flags,
			    struct timespec *timeout)
{
	return (int)set_errno(
		sys(SYS_recvmmsg_time64, fd, messages, count, flags, timeout));
}
#else
#define raw___recvmmsg64 raw_recvmmsg
#endif

static void raw__exit(int code)
{
	for (;;)
		sys(SYS_exit_group, code);
}

#define raw___connect      raw_connect
#define raw___getsockopt64 raw_getsockopt
#define raw___ioctl_time64 raw_ioctl
#define raw___recvmsg64    raw_recvmsg
#define raw___sendmmsg64   raw_sendmmsg
#define raw___sendmsg64    raw_sendmsg
#define raw___setsockopt64 raw_setsockopt
#define raw__Exit          raw__exit
#define raw_quick_exit     raw__exit

struct next next = {
#define HOOK(type, name, arguments) .name = raw_##name,
#include "hooks.def"
#undef HOOK
};

/* A binding to ourselves (a library loaded twice, say) would never end. */
#define HOOK(type, name, arguments)                           \
	static void bind_##name(void)                         \
	{                                                     \
		extern type name arguments;                   \
		void *found = dlsym(RTLD_NEXT, #name);        \
                                                              \
		if (found && found != (void *)name)           \
			next.name = (type(*) arguments)found; \
	}
#include "hooks.def"
#undef HOOK

void next_resolve(void)
{
	if (!dlsym)
		return;
#define HOOK(type, name, arguments) bind_##name();
#define HOOK_GLIBC(type, name, arguments) \
	if (__register_atfork)            \
		bind_##name();
#if __SIZEOF_LONG__ == 4
#define HOOK_TIME64(type, name, arguments) \
	if (__time64)                      \
		bind_##name();
#endif
#include "hooks.def"
#undef HOOK
}
