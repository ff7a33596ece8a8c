// SPDX-License-Identifier: MIT
/*
 * Sockets that are in epoll sets before listen(): whatever is under the
 * number afterwards, the set must know it as the program told it to.
 * Run by holds_epoll.bats, plain and under the shim.
 */
#include "guest.h"
#include <pthread.h>

#define DATA 0x1122334455667788u

static int set;
static int lfd;
static int port;

static void begin(void)
{
	set = must(epoll_create1(EPOLL_CLOEXEC));
	lfd = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	port = bind_loopback(lfd, AF_INET);
}

static int control(int at, int op, int fd, uint32_t events, uint64_t data)
{
	struct epoll_event event = {.events = events, .data.u64 = data};

	return epoll_ctl(at, op, fd, &event);
}

static int by_data(const void *a, const void *b)
{
	const struct epoll_event *one = a, *other = b;

	return (one->data.u64 > other->data.u64) -
	       (one->data.u64 < other->data.u64);
}

/* What the set has to tell right now, in whatever order. */
static int events_of(int at)
{
	struct epoll_event events[8];
	int i, n = must(epoll_wait(at, events, LEN(events), 0));

	qsort(events, (size_t)n, sizeof(events[0]), by_data);
	for (i = 0; i < n; i++)
		say("event %#x data %#llx\n", events[i].events,
		    (unsigned long long)events[i].data.u64);
	if (!n)
		say("no event\n");
	return n;
}

static void wait_event(int at)
{
	readable(at);
	events_of(at);
}

static int connecting(void)
{
	int client = dial(AF_INET, port, IPPROTO_TCP);

	readable(lfd);
	return client;
}

static void take_all(void)
{
	int fd, n = 0;

	while ((fd = accept(lfd, NULL, NULL)) >= 0) {
		close(fd);
		n++;
	}
	say("took %d, then %s\n", n, result(fd));
}

static void end(void)
{
	expect_wire(lfd);
	serves(lfd, AF_INET, port);
	say_descriptors();
}

static void level(void)
{
	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, DATA));
	do_listen(lfd, 16);
	events_of(set);
	connecting();
	wait_event(set);
	wait_event(set);
	take_all();
	events_of(set);
	say("add %s\n", result(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, 1)));
	say("mod %s\n", result(control(set, EPOLL_CTL_MOD, lfd, EPOLLIN, 2)));
	connecting();
	wait_event(set);
	say("del %s\n", result(control(set, EPOLL_CTL_DEL, lfd, 0, 0)));
	events_of(set);
	say("del %s\n", result(control(set, EPOLL_CTL_DEL, lfd, 0, 0)));
	say("mod %s\n", result(control(set, EPOLL_CTL_MOD, lfd, EPOLLIN, 2)));
	say("add %s\n", result(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, 3)));
	wait_event(set);
	take_all();
	end();
	close(lfd);
	events_of(set);
}

static void edge(void)
{
	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN | EPOLLET, DATA));
	events_of(set);
	do_listen(lfd, 16);
	events_of(set);
	connecting();
	wait_event(set);
	events_of(set);
	connecting();
	wait_event(set);
	events_of(set);
	take_all();
	events_of(set);
	end();
}

/* The one shot is spent, or does not come; then it is armed anew. */
static void rearmed(void)
{
	events_of(set);
	say("mod %s\n", result(control(set, EPOLL_CTL_MOD, lfd,
				       EPOLLIN | EPOLLONESHOT, DATA)));
	wait_event(set);
	take_all();
	end();
}

static void armed(void)
{
	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN | EPOLLONESHOT, DATA));
	do_listen(lfd, 16);
	connecting();
	wait_event(set);
	connecting();
	rearmed();
}

/* A socket that does not listen yet hangs up: that spends the one shot. */
static void disarmed(void)
{
	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN | EPOLLONESHOT, DATA));
	check(events_of(set) == 1);
	do_listen(lfd, 16);
	connecting();
	rearmed();
}

static void exclusive(void)
{
	int other = must(epoll_create1(EPOLL_CLOEXEC));

	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN | EPOLLEXCLUSIVE, 1));
	must(control(other, EPOLL_CTL_ADD, lfd, EPOLLIN | EPOLLEXCLUSIVE, 2));
	do_listen(lfd, 16);
	connecting();
	wait_event(set);
	wait_event(other);
	/* The kernel lets nobody change an exclusive registration. */
	say("mod %s\n", result(control(set, EPOLL_CTL_MOD, lfd, EPOLLIN, 1)));
	say("del %s\n", result(control(set, EPOLL_CTL_DEL, lfd, 0, 0)));
	events_of(set);
	wait_event(other);
	take_all();
	end();
}

static void several(void)
{
	int sets[5];
	size_t i;

	begin();
	for (i = 0; i < LEN(sets); i++) {
		sets[i] = must(epoll_create1(EPOLL_CLOEXEC));
		must(control(sets[i], EPOLL_CTL_ADD, lfd, EPOLLIN, i));
	}
	/* The same set under another number is not another set. */
	must(dup(sets[2]));
	do_listen(lfd, 16);
	connecting();
	for (i = 0; i < LEN(sets); i++)
		wait_event(sets[i]);
	take_all();
	for (i = 0; i < LEN(sets); i++)
		events_of(sets[i]);
	end();
}

static void nested(void)
{
	int outer = must(epoll_create1(EPOLL_CLOEXEC));

	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, 1));
	must(control(outer, EPOLL_CTL_ADD, set, EPOLLIN | EPOLLET, 2));
	events_of(outer);
	do_listen(lfd, 16);
	connecting();
	wait_event(outer);
	wait_event(set);
	take_all();
	events_of(set);
	connecting();
	wait_event(outer);
	take_all();
	end();
}

static void crowd(int n)
{
	struct epoll_event event;
	int fds[4096];
	int i;

	begin();
	for (i = 0; i < n; i++) {
		must(pipe2(fds + 2 * i, O_CLOEXEC));
		must(control(set, EPOLL_CTL_ADD, fds[2 * i], EPOLLIN, 5));
	}
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, DATA));
	do_listen(lfd, 16);
	connecting();
	wait_event(set);
	check(write(fds[1], "x", 1) == 1);
	check(epoll_wait(set, &event, 1, 1000) == 1);
	take_all();
	expect_wire(lfd);
	serves(lfd, AF_INET, port);
}

/* More lines than one read() gives. */
static void crowded(void)
{
	crowd(200);
}

static void twice(void)
{
	int copy;

	begin();
	copy = must(dup(lfd));
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, 1));
	must(control(set, EPOLL_CTL_ADD, copy, EPOLLIN | EPOLLET, 2));
	events_of(set);
	do_listen(lfd, 16);
	connecting();
	wait_event(set);
	events_of(set);
	take_all();
	must(control(set, EPOLL_CTL_DEL, copy, 0, 0));
	connecting();
	wait_event(set);
	take_all();
	end();
}

/* The number is closed, the registration lives on with the socket. */
static void closed(void)
{
	int copy;

	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, DATA));
	copy = must(dup(lfd));
	close(lfd);
	lfd = copy;
	do_listen(lfd, 16);
	connecting();
	wait_event(set);
	take_all();
	end();
}

static void many_sets(void)
{
	int sets[40];
	size_t i;

	begin();
	for (i = 0; i < LEN(sets); i++) {
		sets[i] = must(epoll_create1(EPOLL_CLOEXEC));
		must(control(sets[i], EPOLL_CTL_ADD, lfd, EPOLLIN, i));
	}
	do_listen(lfd, 16);
	connecting();
	for (i = 0; i < LEN(sets); i++)
		wait_event(sets[i]);
	take_all();
	end();
}

static void *waits(void *unused)
{
	struct epoll_event event;

	check(epoll_wait(set, &event, 1, PATIENCE * 1000) == 1);
	say("woken by %#x data %#llx\n", event.events,
	    (unsigned long long)event.data.u64);
	return unused;
}

/* Somebody sleeps on the set all the while. */
static void asleep(void)
{
	pthread_t thread;

	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN | EPOLLET, DATA));
	events_of(set);
	check(!pthread_create(&thread, NULL, waits, NULL));
	do_listen(lfd, 16);
	connecting();
	check(!pthread_join(thread, NULL));
	take_all();
	end();
}

/* Other sockets of the set, and their data, are none of listen()'s business. */
static void neighbours(void)
{
	int port_two, other;

	begin();
	other = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	port_two = bind_loopback(other, AF_INET);
	must(control(set, EPOLL_CTL_ADD, other, EPOLLIN, 2));
	must(control(set, EPOLL_CTL_ADD, lfd, EPOLLIN, 1));
	do_listen(other, 16);
	do_listen(lfd, 16);
	connecting();
	wait_event(set);
	take_all();
	dial(AF_INET, port_two, IPPROTO_TCP);
	wait_event(set);
	close(must(accept(other, NULL, NULL)));
	events_of(set);
	expect_wire(other);
	end();
}

GUEST_CASES({"level", level}, {"edge", edge}, {"armed", armed},
	    {"disarmed", disarmed}, {"exclusive", exclusive},
	    {"several", several}, {"nested", nested}, {"crowded", crowded},
	    {"twice", twice}, {"closed", closed}, {"many_sets", many_sets},
	    {"asleep", asleep}, {"neighbours", neighbours})
