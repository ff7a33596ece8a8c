/* SPDX-License-Identifier: MIT */
/*
 * Which descriptors this thread has, and what each of them is to a socket.
 * Looking changes nothing.
 */
#ifndef SHIM_DESCRIPTORS_H
#define SHIM_DESCRIPTORS_H

#include "base/identity.h"
#include "know/observe.h"
#include "policy/verdict.h"

/* What getdents64(2) fills in; struct dirent has room for any name. */
struct entry {
	uint64_t inode;
	int64_t offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

enum descriptor {
	DESCRIPTOR_closed,
	DESCRIPTOR_socket, /* the one looked for */
	DESCRIPTOR_epoll,
	DESCRIPTOR_other,
	DESCRIPTOR_unknown,
};

struct descriptors {
	int fd;        /* the socket looked for; negative: nobody's here */
	bool alone;    /* fd is to be found as such under no other number */
	bool few;      /* so that the cheaper way would cost more */
	int probe;     /* in no epoll set; negative: there is none */
	bool own;      /* the probe, to be closed */
	int total;     /* how many are open; 0: not known */
	int gaps;      /* numbers that were found closed */
	int directory; /* /proc/thread-self/fd; negative: not open */
	int end;       /* without /proc: where numbers end, else 0 */
	struct identity socket;
};

/* All numbers of fd's socket are looked for, and all epoll sets. */
enum reason descriptors_open(struct descriptors *d, int fd);

/*
 * In a process without another thread; probe: of ours, in no epoll set. Where
 * there are few descriptors as above, else the epoll sets alone.
 */
enum reason descriptors_open_alone(struct descriptors *d, int fd, int probe);

/* The numbers of a socket that this process may have no name for. */
void descriptors_open_known(struct descriptors *d,
			    const struct identity *socket);

void descriptors_close(struct descriptors *d);

/* From now on in a way that is cheaper for each descriptor, if there is. */
void descriptors_probe(struct descriptors *d);

/* A descriptor less is held, at a higher price for each. */
void descriptors_drop_probe(struct descriptors *d);

enum descriptor descriptors_kind(struct descriptors *d, int fd);

/* The first descriptor from there on, behind one that is closed; -1: none. */
enum reason descriptors_next(struct descriptors *d, int from, int *fd);

/* What the link in /proc says of a descriptor, or -errno. */
long descriptors_link(struct descriptors *d, int fd, char *to, size_t size);

/* /proc's fdinfo of a descriptor, opened; or -errno. */
long descriptors_fdinfo(const struct descriptors *d, int fd);

#endif
