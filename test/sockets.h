/* SPDX-License-Identifier: MIT */
/*
 * What the C programs of the tests begin with: GNU names, the headers that all
 * of them need, numbers that older headers lack, and looking at a socket behind
 * the library's back. Included first by guest/guest.h, guest/life_guest.h,
 * conformance/cells.h and kernels/bugs/bug.h. It fails nobody: each of them has
 * its own way to say what is wrong.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef SO_COOKIE
#define SO_COOKIE 57
#endif

/* libc's generic entry is not hooked: this is what the kernel says. */
static inline int raw_number(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	if (syscall(SYS_getsockopt, fd, level, name, &value, &len))
		return -1;
	return value;
}

/* The protocol that it is, whatever a preload library makes of that. */
static inline int wire(int fd)
{
	return raw_number(fd, SOL_SOCKET, SO_PROTOCOL);
}

/* Of this network namespace. Below zero: it could not be set. */
static inline int set_loopback(bool up)
{
	struct ifreq lo = {.ifr_name = "lo"};
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
	int ret;

	lo.ifr_flags = up ? IFF_UP : 0;
	ret = ioctl(fd, SIOCSIFFLAGS, &lo);
	syscall(SYS_close, fd);
	return ret;
}

#endif
