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
#include "know/observe.h"

static bool is_ours(int domain, int type, int protocol)
{
	return (domain == AF_INET || domain == AF_INET6) &&
	       (type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) == SOCK_STREAM &&
	       (protocol == 0 || protocol == IPPROTO_TCP);
}

APART static int other(int domain, int type, int protocol)
{
	int fd = next.socket(domain, type, protocol);
	bool asked = protocol == IPPROTO_MPTCP;

	if (fd >= 0)
		births_record(fd, asked ? ORIGIN_native : ORIGIN_other);
	if (asked && !settings_off() && !native_any())
		native_asked();
	return fd;
}

static uint32_t birth(int domain, enum origin origin)
{
	return origin | (domain == AF_INET ? REMEMBERED_v4 : 0);
}

APART static int kept(int domain, int type, int protocol)
{
	int fd = next.socket(domain, type, protocol);

	if (fd >= 0)
		births_record(fd, birth(domain, ORIGIN_kept));
	return fd;
}

APART static int refused(int domain, int type, int protocol, int err)
{
	int fd = next.socket(domain, type, protocol);

	if (fd >= 0) {
		births_record(fd, birth(domain, ORIGIN_refused) |
					  FACTS_DETAIL(err));
		kernel_refused(domain, err);
	}
	return fd;
}

APART static int upgraded(int domain, int type, int protocol)
{
	int saved = errno, err = kernel_refuses(domain), fd;

	if (err)
		return refused(domain, type, protocol, err);
	fd = next.socket(domain, type, IPPROTO_MPTCP);
	if (fd < 0) {
		err = errno;
		errno = saved;
		return refused(domain, type, protocol, err);
	}
	births_make_mptcp();
	/* What can't be remembered could never become TCP again. */
	if (!births_record(fd, birth(domain, ORIGIN_upgraded))) {
		sys(SYS_close, fd);
		return kept(domain, type, protocol);
	}
	if (native_any())
		births_number_learn(fd);
	return fd;
}

HOOKED int socket(int domain, int type, int protocol)
{
	if (!life_ready())
		return next.socket(domain, type, protocol);
	if (!is_ours(domain, type, protocol))
		return other(domain, type, protocol);
	if (!settings_want(ROLE_DIALER).mptcp)
		return kept(domain, type, protocol);
	return upgraded(domain, type, protocol);
}
