// SPDX-License-Identifier: MIT
/*
 * socket(): a socket is born as what a dialer would get. No system call more
 * than the program's own where the kernel does as it is asked.
 */
#include <errno.h>
#include <netinet/in.h>
#include "base/settings.h"
#include "base/sys.h"
#include "hook.h"
#include "know/births.h"
#include "know/kernel.h"
#include "know/native.h"
#include "policy/plan.h"

static inline bool is_tcp(int domain, int type, int protocol)
{
	return (domain == AF_INET || domain == AF_INET6) &&
	       (type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) == SOCK_STREAM &&
	       (protocol == 0 || protocol == IPPROTO_TCP);
}

static uint32_t birth(int domain, enum origin origin)
{
	return origin | (domain == AF_INET ? REMEMBERED_v4 : 0);
}

APART static int make_as_asked(int domain, int type, int protocol)
{
	const enum origin origin = plan_socket_other(protocol == IPPROTO_MPTCP);
	int fd = next.socket(domain, type, protocol);

	if (fd >= 0)
		births_record(fd, origin);
	if (origin == ORIGIN_native && !settings_off() && !native_any())
		native_asked();
	return fd;
}

APART static int make_tcp(int domain, int type, int protocol)
{
	int fd = next.socket(domain, type, protocol);

	if (fd >= 0)
		births_record(fd, birth(domain, ORIGIN_kept));
	return fd;
}

APART static int make_refused(int domain, int type, int protocol, int err)
{
	int fd = next.socket(domain, type, protocol);

	if (fd >= 0) {
		births_record(fd, birth(domain, ORIGIN_refused) |
					  FACTS_DETAIL(err));
		kernel_refused(domain, err);
	}
	return fd;
}

APART static int make_mptcp(int domain, int type, int protocol)
{
	int saved = errno, err = kernel_refuses(domain), fd;

	if (err)
		return make_refused(domain, type, protocol, err);
	fd = next.socket(domain, type, IPPROTO_MPTCP);
	if (fd < 0) {
		err = errno;
		errno = saved;
		return make_refused(domain, type, protocol, err);
	}
	births_make_mptcp();
	/* What can't be remembered could never become TCP again. */
	if (!births_record(fd, birth(domain, ORIGIN_upgraded))) {
		sys(SYS_close, fd);
		return make_tcp(domain, type, protocol);
	}
	if (native_any())
		births_number_learn(fd);
	return fd;
}

HOOKED int socket(int domain, int type, int protocol)
{
	if (!life_ready())
		return next.socket(domain, type, protocol);
	if (!is_tcp(domain, type, protocol))
		return make_as_asked(domain, type, protocol);
	if (plan_socket(settings_want(ROLE_DIALER)) == ORIGIN_kept)
		return make_tcp(domain, type, protocol);
	return make_mptcp(domain, type, protocol);
}
