// SPDX-License-Identifier: MIT
/*
 * The kernel's refusals. EINVAL (no such protocol, before Linux 5.6) and
 * EPROTONOSUPPORT (not built) are for good; ENOPROTOOPT (the sysctl
 * net.mptcp.enabled), EPERM and EACCES (seccomp, SELinux) may change while
 * the program runs. Called by hook/socket.c and role/act.c.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include "base/numbers.h"
#include "base/private.h"
#include "base/sys.h"
#include "kernel.h"

static int remembered[2]; /* errno, or 0; by is_v6() */
static int unproven;      /* an old kernel whose MPTCP was not tried yet */
int kernel_keepalive;

static int is_v6(int domain)
{
	return domain == AF_INET6;
}

static bool before(const char *release, unsigned int major, unsigned int minor)
{
	unsigned int version[2] = {0, 0};
	int i;

	for (i = 0; i < 2; i++) {
		for (; *release >= '0' && *release <= '9'; release++)
			version[i] = version[i] * 10 + (*release - '0');
		if (*release == '.')
			release++;
	}
	return version[0] < major ||
	       (version[0] == major && version[1] < minor);
}

void kernel_start(void)
{
	struct utsname name;

	if (sys(SYS_uname, &name))
		return;
	/* When TCP_NODELAY and TCP_KEEP* came (net/mptcp/sockopt.c). */
	unproven = before(name.release, 5, 17);
	kernel_keepalive = !before(name.release, 6, 10);
}

/*
 * The first kernels with MPTCP hang programs (5.10: MSG_PEEK, poll). They are
 * told by their refusing TCP_NODELAY; a distribution's 5.14 may be better
 * than its number, so it is asked.
 */
static int prove(int domain)
{
	static const int on = 1;
	long fd = private_socket(domain, IPPROTO_MPTCP);
	long err;

	if (fd < 0)
		return (int)-fd;
	err = sys(SYS_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, &on,
		  sizeof(on));
	private_close(fd);
	if (err) {
		__atomic_store_n(&remembered[0], EOPNOTSUPP, __ATOMIC_RELAXED);
		__atomic_store_n(&remembered[1], EOPNOTSUPP, __ATOMIC_RELAXED);
		return EOPNOTSUPP;
	}
	__atomic_store_n(&unproven, 0, __ATOMIC_RELAXED);
	return 0;
}

int kernel_refuses(int domain)
{
	int err = __atomic_load_n(&remembered[is_v6(domain)], __ATOMIC_RELAXED);

	if (!err && __atomic_load_n(&unproven, __ATOMIC_RELAXED))
		err = prove(domain);
	return err;
}

void kernel_refused(int domain, int err)
{
	if (err == EINVAL || err == EPROTONOSUPPORT)
		__atomic_store_n(&remembered[is_v6(domain)], err,
				 __ATOMIC_RELAXED);
}
