/* SPDX-License-Identifier: MIT */
/*
 * For the guests retreat_*: a listener, and an option that MPTCP refuses. What
 * the program is told of it is not said (a listener that can't go back answers
 * as MPTCP does), but what becomes of its clients is.
 */
#ifndef RETREAT_GUEST_H
#define RETREAT_GUEST_H

#include "guest.h"
#include <pthread.h>
#include <sys/resource.h>

/* In which call accept() and accept4() stand. */
#ifdef __i386__
#define IN_ACCEPT  SYS_socketcall
#define IN_ACCEPT4 SYS_socketcall
#else
#define IN_ACCEPT  SYS_accept
#define IN_ACCEPT4 SYS_accept4
#endif

static int lfd;
static int port;

static inline void begin(int domain)
{
	lfd = new_listener(domain, &port);
}

/* A BGP neighbour's key; nobody here connects from its address. */
static inline int set_key_on(int fd)
{
	struct tcp_md5sig key;
	socklen_t len = sizeof(key.tcpm_addr);
	struct sockaddr *at = (struct sockaddr *)&key.tcpm_addr;

	memset(&key, 0, sizeof(key));
	must(getsockname(fd, at, &len));
	if (at->sa_family == AF_INET)
		((struct sockaddr_in *)at)->sin_addr.s_addr = htonl(0x7f000009);
	else
		((struct sockaddr_in6 *)at)->sin6_addr.s6_addr[14] = 9;
	key.tcpm_keylen = 3;
	memcpy(key.tcpm_key, "key", 3);
	return setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &key, sizeof(key));
}

/* It went back to TCP, or it stayed, as GUEST_WIRE wants. */
static inline void set_key(void)
{
	const int ret = set_key_on(lfd);

	if (wire_wanted() != IPPROTO_MPTCP)
		check(!ret);
	else
		check(ret < 0 && errno == ENOPROTOOPT);
	expect_wire(lfd);
}

struct thread {
	pthread_t id;
	volatile pid_t tid;
	void (*run)(void);
};

static inline void *thread_main(void *arg)
{
	struct thread *t = arg;

	t->tid = (pid_t)syscall(SYS_gettid);
	t->run();
	return NULL;
}

/* In which call a thread stands; negative: in none. */
static inline long stands_in(pid_t tid)
{
	char path[64], text[128];
	long fd, n;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
	if (fd < 0)
		cannot("/proc does not tell where a thread stands");
	n = syscall(SYS_read, fd, text, sizeof(text) - 1);
	syscall(SYS_close, fd);
	text[n > 0 ? n : 0] = '\0';
	return *text >= '0' && *text <= '9' ? strtol(text, NULL, 10) : -1;
}

/* Started, and blocked in that call. */
static inline void thread_in(struct thread *t, void (*run)(void), long call)
{
	const struct timespec pause = {0, 1000000};

	t->run = run;
	t->tid = 0;
	check(!pthread_create(&t->id, NULL, thread_main, t));
	while (!t->tid || stands_in(t->tid) != call)
		nanosleep(&pause, NULL);
}

#endif
