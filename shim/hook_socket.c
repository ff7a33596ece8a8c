// SPDX-License-Identifier: MIT
/*
 * socket(): a socket is born as what a dialer would get. No system call more
 * than the program's own where the kernel does as it is asked.
 */
#include <errno.h>
#include <netinet/in.h>
#include "births.h"
#include "hook.h"
#include "kernel.h"
#include "observe.h"
#include "settings.h"
#include "sys.h"

static bool is_ours(int domain, int type, int protocol)
{
	return (domain == AF_INET || domain == AF_INET6) &&
	       (type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) == SOCK_STREAM &&
	       (protocol == 0 || protocol == IPPROTO_TCP);
}

/* Before it, so that no thread knows too little; and what came meanwhile. */
static void ask(void)
{
	births_learn_all();
	kernel_ask();
	births_learn_all();
}

static int other(int domain, int type, int protocol)
{
	int fd = next.socket(domain, type, protocol);
	bool asked = protocol == IPPROTO_MPTCP;

	if (fd >= 0)
		births_record(fd, asked ? BIRTH_ours : BIRTH_other, 0);
	if (asked && !kernel_asked())
		ask();
	return fd;
}

static int upgraded(int domain, int type, int *refused)
{
	int saved = errno, fd;

	*refused = kernel_refuses(domain);
	if (*refused)
		return -1;
	fd = next.socket(domain, type, IPPROTO_MPTCP);
	if (fd < 0) {
		*refused = errno;
		errno = saved;
	}
	return fd;
}

static bool remembered(int fd, unsigned int birth)
{
	bool can = births_record(fd, birth, 0);

	if (can && kernel_asked())
		births_learn(fd);
	return can;
}

HOOKED int socket(int domain, int type, int protocol)
{
	unsigned int birth = BIRTH_ours | (domain == AF_INET ? BIRTH_v4 : 0);
	int fd, refused = 0;

	if (!life_ready())
		return next.socket(domain, type, protocol);
	if (!is_ours(domain, type, protocol))
		return other(domain, type, protocol);
	if (settings_want(ROLE_DIALER).mptcp) {
		fd = upgraded(domain, type, &refused);
		if (fd >= 0 && remembered(fd, birth | BIRTH_upgraded))
			return fd;
		/* What can't be remembered could never become TCP again. */
		if (fd >= 0)
			sys(SYS_close, fd);
	}
	fd = next.socket(domain, type, protocol);
	if (fd < 0)
		return fd;
	births_record(fd, birth | (refused ? BIRTH_refused : 0), refused);
	if (refused)
		kernel_refused(domain, refused);
	return fd;
}
