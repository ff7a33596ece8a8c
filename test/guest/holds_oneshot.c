// SPDX-License-Identifier: MIT
/*
 * A registration with EPOLLONESHOT that has fired is silent until the program
 * arms it again, whatever happens to the socket. Run by holds_oneshot.bats,
 * plain and under the shim.
 */
#include "guest.h"

static int events(int set, int timeout)
{
	struct epoll_event event;

	return must(epoll_wait(set, &event, 1, timeout));
}

static void fired(void)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT};
	int set = must(epoll_create1(0)), fd = new_socket(AF_INET), port;

	port = bind_loopback(fd, AF_INET);
	must(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
	say("hangup %d\n", events(set, 1000));
	do_listen(fd, 4);
	expect_wire(fd);
	syscall(SYS_close, dial(AF_INET, port, IPPROTO_TCP));
	readable(fd);
	say("silent %d\n", events(set, 0));
	must(shutdown(fd, SHUT_RD));
	say("silent %d\n", events(set, 0));
	must(epoll_ctl(set, EPOLL_CTL_MOD, fd, &event));
	say("armed again %d\n", events(set, 1000));
}

static void armed(void)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT};
	int set = must(epoll_create1(0)), fd = new_socket(AF_INET), port;

	port = bind_loopback(fd, AF_INET);
	must(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
	do_listen(fd, 4);
	expect_wire(fd);
	say("nothing yet %d\n", events(set, 0));
	syscall(SYS_close, dial(AF_INET, port, IPPROTO_TCP));
	say("fires %d\n", events(set, 1000));
	say("once %d\n", events(set, 0));
}

GUEST_CASES({"fired", fired}, {"armed", armed})
