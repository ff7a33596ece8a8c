/* SPDX-License-Identifier: MIT */
/*
 * Who in this process holds a socket: its descriptors and its registrations in
 * epoll sets.
 */
#ifndef SHIM_WATCHERS_H
#define SHIM_WATCHERS_H

#include "base/identity.h"
#include "fdinfo.h"
#include "policy/verdict.h"

#define WATCHERS_MAX 32 /* of each sort; more than that: decline */

struct watchers {
	int fds_count;
	int fds[WATCHERS_MAX]; /* all of the socket's descriptors */
	struct identity socket;
	int sets_count;
	struct watcher {
		int epoll; /* the set's descriptor */
		struct watch watch;
	} sets[WATCHERS_MAX];
	bool removed; /* of our own doing */
};

/* Is this one of its numbers? */
bool watchers_hold(const struct watchers *w, int fd);

/*
 * REASON_epoll if a registration can't be made anew: under a number that was
 * closed, or one that EPOLLONESHOT has disarmed.
 */
enum reason watchers_lasting(const struct watchers *w);

/* Does fd still name the socket that copy does? Negative: can't be told. */
int watchers_same(int copy, int fd);

/*
 * Would each of the sets take one more, and let it go again? The new socket is
 * tried. Whoever waits just then may be told that a socket without a connection
 * has hung up, once: not for processes with other threads.
 */
bool watchers_try(const struct watchers *w, int made);

/*
 * Out of the sets, which would tell what is not to be seen; and if another
 * process has the old socket, for ever.
 */
void watchers_remove(struct watchers *w);

/*
 * Register anew what was found, now that other sockets are behind the
 * numbers. False if a set would not take one.
 */
bool watchers_restore(const struct watchers *w);

/* What other threads made of the registrations since they were found. */
bool watchers_follow(const struct watchers *found, const struct watchers *now);

#endif
