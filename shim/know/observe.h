/* SPDX-License-Identifier: MIT */
/*
 * Facts about a descriptor, by asking the kernel: state lives there, and a
 * journal of our own would go stale with dup, fork, exec and raw calls.
 * Changes nothing, sets no errno.
 */
#ifndef SHIM_OBSERVE_H
#define SHIM_OBSERVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include "base/numbers.h"

/* IPPROTO_TCP, IPPROTO_MPTCP or another protocol; -1: no socket. */
int observe_protocol(int fd);

/*
 * Is it MPTCP; is it TCP or MPTCP? Asked by a setsockopt() that can only fail,
 * where the program has just called setsockopt(): a seccomp filter that lets
 * that pass may kill for getsockopt().
 */
bool observe_is_mptcp(int fd);
bool observe_is_tcp(int fd);

/* An option that is an int; -1 if it can't be read. */
int observe_number(int fd, int level, int name);

/* The kernel's TCP state (linux/tcp.h: TCP_CLOSE is 7); -1 if unknown. */
int observe_state(int fd);

/*
 * Does it listen, is it connected, or did it try to? tcpi_advmss is set by
 * net/ipv4/tcp_output.c, tcp_connect_init(), and stays.
 */
bool observe_used(int fd);

/*
 * A listener's queue (TCP_INFO of a socket in LISTEN; net/ipv4/tcp.c,
 * tcp_get_info): connections that wait for accept(), and the backlog.
 */
struct queue {
	unsigned int waiting;
	unsigned int backlog;
};

bool observe_queue(int fd, struct queue *out);

/* SO_COOKIE, never reused while the kernel runs; 0 if it can't be read. */
uint64_t observe_cookie(int fd);

/*
 * SO_NETNS_COOKIE: which network namespace a socket belongs to. 0 if the
 * kernel can't tell (before Linux 5.14).
 */
uint64_t observe_netns(int fd);

struct address {
	struct sockaddr_in6 at; /* or of IPv4, which is smaller */
	socklen_t len;
	bool bound; /* has a port, or an address that is not the wildcard */
};

bool observe_address(int fd, struct address *out);

#endif
