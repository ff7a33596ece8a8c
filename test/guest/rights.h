/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that are sent to another process, for the guests that do so.
 */
#ifndef RIGHTS_H
#define RIGHTS_H

#include "guest.h"

/* A message points into itself: it stays where it is made. */
struct rights {
	struct msghdr m;
	struct iovec data;
	char count;
	union {
		struct cmsghdr first;
		char bytes[CMSG_SPACE(sizeof(int[4])) +
			   CMSG_SPACE(sizeof(struct ucred))];
	} control;
};

/* Room for a message. */
static inline void rights_room(struct rights *r)
{
	memset(r, 0, sizeof(*r));
	r->data = (struct iovec){&r->count, 1};
	r->m.msg_iov = &r->data;
	r->m.msg_iovlen = 1;
	r->m.msg_control = r->control.bytes;
	r->m.msg_controllen = sizeof(r->control);
}

static inline void rights_fill(struct rights *r, const int *fds, size_t n)
{
	rights_room(r);
	r->count = (char)n;
	r->m.msg_controllen = CMSG_SPACE(n * sizeof(int));
	r->control.first.cmsg_level = SOL_SOCKET;
	r->control.first.cmsg_type = SCM_RIGHTS;
	r->control.first.cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(&r->control.first), fds, n * sizeof(int));
}

static inline long give_many(int to, const int *fds, size_t n)
{
	struct rights r;

	rights_fill(&r, fds, n);
	return sendmsg(to, &r.m, MSG_NOSIGNAL);
}

static inline void give(int to, int fd)
{
	check(give_many(to, &fd, 1) == 1);
}

/* The last of those that came. */
static inline int get(int from)
{
	struct rights r;
	int fds[4];

	rights_room(&r);
	check(recvmsg(from, &r.m, 0) == 1);
	check(r.m.msg_controllen >= CMSG_LEN(sizeof(int)));
	check(r.count >= 1 && r.count <= 4);
	memcpy(fds, CMSG_DATA(&r.control.first), (size_t)r.count * sizeof(int));
	return fds[r.count - 1];
}

#endif
