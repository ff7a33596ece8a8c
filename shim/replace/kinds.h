/* SPDX-License-Identifier: MIT */
/*
 * Which descriptors this thread has, and what each of them is to a socket.
 * Looking changes nothing.
 */
#ifndef SHIM_KINDS_H
#define SHIM_KINDS_H

#include "base/identity.h"
#include "know/observe.h"
#include "policy/verdict.h"

enum kind {
	KIND_closed,
	KIND_socket, /* the one looked for */
	KIND_epoll,
	KIND_other,
	KIND_unknown,
};

struct kinds {
	int directory; /* /proc/thread-self/fd; negative: there is no /proc */
	int end;       /* without it: where numbers end */
	int fd;        /* the socket looked for */
	int probe;     /* of ours, in no epoll set; negative: there is none */
	struct identity socket;
};

enum reason kinds_open(struct kinds *k, int fd);
void kinds_close(struct kinds *k);

/* From now on in a way that is cheaper for each descriptor, if there is. */
void kinds_probe(struct kinds *k);

/* A descriptor less is held, at a higher price for each. */
void kinds_drop_probe(struct kinds *k);

enum kind kinds_of(const struct kinds *k, int fd);

/* The first descriptor from there on, -1: none. */
enum reason kinds_next(const struct kinds *k, int from, int *fd);

/* /proc's fdinfo of a descriptor, opened; or -errno. */
long kinds_fdinfo(const struct kinds *k, int fd);

#endif
