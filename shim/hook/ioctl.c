// SPDX-License-Identifier: MIT
/*
 * ioctl(): how much there is to read or unsent, on a socket that is MPTCP
 * because of us, as TCP says it. All other requests pass through: libc's
 * argument is variable, but it is one register wherever Linux runs. musl's
 * request is an int, so of glibc's long only the lower half counts, as it does
 * for the kernel.
 */
#include <errno.h>
#include "base/settings.h"
#include "hook.h"
#include "option/amounts.h"

extern int ioctl(int fd, unsigned long request, void *argument);
extern int sockatmark(int fd);

typedef int (*ioctl_fn)(int, unsigned long, void *);

APART static int answered(int fd, unsigned long request, void *argument,
			  ioctl_fn to)
{
	int saved = errno, ret = to(fd, request, argument), told;

	if (!life_ready() || settings_off())
		return ret;
	told = amounts_answer(fd, (unsigned int)request, argument, ret);
	if (ret && !told)
		errno = saved;
	return told;
}

HOOKED int ioctl(int fd, unsigned long request, void *argument)
{
	if (amounts_asked((unsigned int)request))
		return answered(fd, request, argument, next.ioctl);
	return next.ioctl(fd, request, argument);
}

#if __SIZEOF_LONG__ == 4
extern int __ioctl_time64(int fd, unsigned long request, void *argument);

HOOKED int __ioctl_time64(int fd, unsigned long request, void *argument)
{
	if (amounts_asked((unsigned int)request))
		return answered(fd, request, argument, next.__ioctl_time64);
	return next.__ioctl_time64(fd, request, argument);
}
#endif

/* libc calls ioctl() from within, past the hook. */
HOOKED int sockatmark(int fd)
{
	int saved = errno, ret = next.sockatmark(fd);

	if (ret == -1 && life_ready() && !settings_off() &&
	    amounts_unmarked(fd)) {
		errno = saved;
		return 0;
	}
	return ret;
}
