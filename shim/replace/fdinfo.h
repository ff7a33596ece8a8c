/* SPDX-License-Identifier: MIT */
/*
 * One line of /proc/PID/fdinfo/N of an epoll set (fs/eventpoll.c,
 * ep_show_fdinfo). Pure: text in, values out.
 */
#ifndef SHIM_FDINFO_H
#define SHIM_FDINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A registration in an epoll set. */
struct watch {
	int fd;          /* the number it was registered under */
	uint32_t events; /* as the program gave it, EPOLLERR|EPOLLHUP added */
	uint64_t data;
	uint64_t inode;
	uint64_t device; /* the kernel's dev_t: major << 20 | minor */
};

/* False: no line of a registration. The line need not be terminated. */
bool fdinfo_watch(const char *line, size_t len, struct watch *out);

#endif
