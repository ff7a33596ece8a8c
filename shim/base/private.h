/* SPDX-License-Identifier: MIT */
/*
 * Descriptors of our own, for as long as a replace takes: raw, close-on-exec,
 * and closed in a child if another thread forks meanwhile.
 */
#ifndef SHIM_PRIVATE_H
#define SHIM_PRIVATE_H

#include <stdbool.h>

/*
 * In a process with other threads a private descriptor must not be the one
 * for which another thread's open() says EMFILE: of the last 64 numbers below
 * RLIMIT_NOFILE so many have to be free. One thread has up to six at a time.
 */
#define PRIVATE_ROOM 32

bool private_room(void);

/* Is there that room, or no other thread that could miss it? */
bool private_spare(void);

/* The descriptor or -errno. */
long private_socket(int domain, int protocol);
long private_socket_nonblock(int domain, int protocol, bool on);
long private_netlink(int protocol);
long private_open(int directory, const char *path, int flags);
long private_copy(int fd);
long private_epoll(void);

/*
 * For what private_socket() said: the errno with which the kernel would not
 * make one; 0 if it did, or there is only no descriptor free.
 */
int private_refusal(long fd);

void private_close(long fd);

/* Is this number one of them, of whatever thread? */
bool private_has(int fd);

/*
 * Around fork(): what other threads have open is nobody's in the child.
 * private_forked_unseen(): in a child for which no handler ran.
 */
void private_forking(void);
void private_forked_parent(void);
void private_forked_child(void);
void private_forked_unseen(void);

#endif
