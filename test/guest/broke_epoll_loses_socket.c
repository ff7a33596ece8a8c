// SPDX-License-Identifier: MIT
/*
 * Sockets that are registered with epoll first and get another protocol
 * later: at listen(), and at an option that MPTCP refuses.
 * Run by broke_epoll_loses_socket.bats, plain and under the shim.
 */
#include "guest.h"

static int set;

static void add(int fd, uint32_t events, uint64_t data)
{
	struct epoll_event event = {.events = events, .data.u64 = data};

	must(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
}

static void change(int fd, uint32_t events, uint64_t data)
{
	struct epoll_event event = {.events = events, .data.u64 = data};

	must(epoll_ctl(set, EPOLL_CTL_MOD, fd, &event));
}

static void expect_event(uint64_t data)
{
	struct epoll_event event;

	check(epoll_wait(set, &event, 1, PATIENCE * 1000) == 1);
	check(event.data.u64 == data);
	say("event %#x\n", event.events);
}

static void listener(void)
{
	int port, client, accepted, fd = new_socket(AF_INET);

	set = must(epoll_create1(EPOLL_CLOEXEC));
	port = bind_loopback(fd, AF_INET);
	add(fd, EPOLLIN, 42);
	do_listen(fd, 16);
	expect_wire(fd);
	client = dial(AF_INET, port, IPPROTO_TCP);
	expect_event(42);
	accepted = take(fd);
	talk(client, accepted);
	change(fd, EPOLLIN, 43);
	client = dial(AF_INET, port, IPPROTO_TCP);
	expect_event(43);
	close(take(fd));
	close(fd);
	check(epoll_wait(set, &(struct epoll_event){0}, 1, 0) == 0);
	say_descriptors();
}

/* As nginx's upstreams, asio and Netty: first epoll, then connect(). */
static void dialer_with(bool option)
{
	int port, fd, accepted, few = 5, lfd = new_listener(AF_INET, &port);
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, port);

	set = must(epoll_create1(EPOLL_CLOEXEC));
	fd = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	add(fd, EPOLLOUT | EPOLLIN | EPOLLRDHUP | EPOLLET, 42);
	if (option)
		say("set %s\n", result(setsockopt(fd, IPPROTO_IP, IP_TTL, &few,
						  sizeof(few))));
	say("connect %s\n", result(connect(fd, (struct sockaddr *)&at, len)));
	accepted = take(lfd);
	expect_event(42);
	change(fd, EPOLLIN, 43);
	check(send(accepted, "x", 1, 0) == 1);
	expect_event(43);
	check(recv(fd, &few, 1, 0) == 1);
	talk(accepted, fd);
	close(fd);
	check(epoll_wait(set, &(struct epoll_event){0}, 1, 0) == 0);
	say_descriptors();
}

static void dialer(void)
{
	dialer_with(false);
}

static void dialer_option(void)
{
	dialer_with(true);
}

GUEST_CASES({"listener", listener}, {"dialer", dialer},
	    {"dialer_option", dialer_option})
