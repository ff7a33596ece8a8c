/* SPDX-License-Identifier: MIT */
/*
 * Who else in this process holds a socket: its other descriptors and its
 * registrations in epoll sets. Looking changes nothing.
 */
#ifndef SHIM_WATCHERS_H
#define SHIM_WATCHERS_H

#include "counters.h"
#include "fdinfo.h"

#define WATCHERS_MAX 32 /* of each sort; more than that: decline */

struct watchers {
	int fds_count;
	int fds[WATCHERS_MAX]; /* all of the socket's descriptors */
	int sets_count;
	struct {
		int epoll; /* the set's descriptor */
		struct watch watch;
	} sets[WATCHERS_MAX];
};

enum reason watchers_find(int fd, struct watchers *out);

/*
 * Register anew what was found, now that other sockets are behind the
 * numbers. False if a set would not take one.
 */
bool watchers_restore(const struct watchers *w);

#endif
