// SPDX-License-Identifier: MIT
/*
 * Other threads are there, but none waits for the listener that goes back to
 * TCP; or by an epoll set, in which the new one takes the old one's place.
 * Run by retreat_elsewhere.bats, plain and under the shim.
 */
#include "retreat_guest.h"
#include <sys/select.h>

static int other, other_port; /* a listener as well */
static struct gate nothing;
static struct thread threads[8];
static int set;

static void in_accept(void)
{
	close(must(accept(other, NULL, NULL)));
}

static void in_poll(void)
{
	struct pollfd p[40];
	size_t i;

	for (i = 0; i < LEN(p); i++)
		p[i] = (struct pollfd){i % 2 ? other : nothing.ends[0], 0, 0};
	poll(p, LEN(p), -1);
}

static void in_ppoll(void)
{
	ppoll(NULL, 0, NULL, NULL);
}

static void in_pselect(void)
{
	fd_set fds;

	FD_ZERO(&fds);
	FD_SET(nothing.ends[0], &fds);
	pselect(FD_SETSIZE, &fds, NULL, NULL, NULL, NULL);
}

static void in_read(void)
{
	gate_wait(&nothing);
}

static void in_futex(void)
{
	int word = 0;

	syscall(SYS_futex, &word, 0 /* FUTEX_WAIT */, 0, NULL, NULL, 0);
}

static void in_epoll(void)
{
	struct epoll_event event;

	epoll_wait(set, &event, 1, -1);
}

static void runs(void)
{
	for (;;)
		;
}

/* As bgpd of FRRouting has them: they poll, sleep and compute, elsewhere. */
static void threads_elsewhere(void)
{
	struct thread *t = threads;

	begin(AF_INET);
	other = new_listener(AF_INET, &other_port);
	gate_make(&nothing);
	set = must(epoll_create1(EPOLL_CLOEXEC));
	thread_in(t++, in_accept, IN_ACCEPT);
#ifdef SYS_poll
	thread_in(t++, in_poll, SYS_poll);
#else
	thread_in(t++, in_poll, SYS_ppoll);
#endif
	thread_in(t++, in_ppoll, SYS_ppoll);
	thread_in(t++, in_pselect, SYS_pselect6);
	thread_in(t++, in_read, SYS_read);
	thread_in(t++, in_futex, SYS_futex);
#ifdef SYS_epoll_wait
	thread_in(t++, in_epoll, SYS_epoll_wait);
#else
	thread_in(t++, in_epoll, SYS_epoll_pwait);
#endif
	check(!pthread_create(&t->id, NULL, (void *(*)(void *))runs, NULL));
	set_key();
	serves(lfd, AF_INET, port);
	say_descriptors();
}

/* What a set says of the listener: a client, and nothing else before. */
static void in_epoll_accept(void)
{
	struct epoll_event event;

	check(epoll_wait(set, &event, 1, -1) == 1);
	say("events %#x data %d\n", event.events, event.data.fd);
	close(must(accept(lfd, NULL, NULL)));
}

static void epoll_thread(bool nested)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP};
	int client, inner;

	begin(AF_INET);
	set = inner = must(epoll_create1(EPOLL_CLOEXEC));
	event.data.fd = 42;
	must(epoll_ctl(set, EPOLL_CTL_ADD, lfd, &event));
	if (nested) {
		set = must(epoll_create1(EPOLL_CLOEXEC));
		event.data.fd = 43;
		must(epoll_ctl(set, EPOLL_CTL_ADD, inner, &event));
	}
#ifdef SYS_epoll_wait
	thread_in(threads, in_epoll_accept, SYS_epoll_wait);
#else
	thread_in(threads, in_epoll_accept, SYS_epoll_pwait);
#endif
	set_key();
	check(!set_key_on(lfd));
	client = dial(AF_INET, port, IPPROTO_TCP);
	check(!pthread_join(threads[0].id, NULL));
	syscall(SYS_close, client);
	serves(lfd, AF_INET, port);
	check(epoll_wait(inner, &event, 1, 0) == 0);
	must(epoll_ctl(inner, EPOLL_CTL_DEL, lfd, &event));
}

static void thread_in_set(void)
{
	epoll_thread(false);
}

static void thread_in_nested_set(void)
{
	epoll_thread(true);
}

/* A listener that sends SIGIO: one for a client, none for going back. */
static volatile sig_atomic_t signals;

static void count(int signal)
{
	(void)signal;
	signals++;
}

static void asynchronous(void)
{
	int client;

	check(signal(SIGIO, count) != SIG_ERR);
	begin(AF_INET);
	must(fcntl(lfd, F_SETOWN, getpid()));
	must(fcntl(lfd, F_SETFL, O_ASYNC));
	set_key();
	say("signals %d\n", (int)signals);
	client = dial(AF_INET, port, IPPROTO_TCP);
	while (!signals)
		;
	close(take(lfd));
	syscall(SYS_close, client);
	say("flags %#x\n", (unsigned int)must(fcntl(lfd, F_GETFL)) & O_ASYNC);
}

static void alone(void)
{
	begin(AF_INET);
	set_key();
	serves(lfd, AF_INET, port);
	say_descriptors();
}

GUEST_CASES({"alone", alone}, {"elsewhere", threads_elsewhere},
	    {"set", thread_in_set}, {"nested", thread_in_nested_set},
	    {"async", asynchronous})
