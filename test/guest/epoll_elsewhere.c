// SPDX-License-Identifier: MIT
/*
 * A socket in an epoll set, that a program started with posix_spawn() has as
 * well: no atfork handler tells of that one. Whatever becomes of the socket
 * here, its set tells of what the program has now, and of nothing else. Run by
 * epoll_elsewhere.bats, plain and under the shim.
 */
#include "guest.h"
#include <spawn.h>

static pid_t helper;
static int hold; /* it lives as long as that is open */

static void spawn_helper(void)
{
	char *const argv[] = {"cat", NULL};
	posix_spawn_file_actions_t actions;
	int pipes[2];

	must(pipe2(pipes, O_CLOEXEC));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[0], STDIN_FILENO);
	check(!posix_spawn(&helper, "/bin/cat", &actions, NULL, argv,
			   (char *[]){NULL}));
	close(pipes[0]);
	hold = pipes[1];
}

static void end_helper(void)
{
	close(hold);
	must(waitpid(helper, NULL, 0));
}

static int watched(int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
	int set = must(epoll_create1(EPOLL_CLOEXEC));

	must(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
	return set;
}

static void tells(const char *when, int set)
{
	struct epoll_event event = {0};
	int n = must(epoll_wait(set, &event, 1, 0));

	say("%s: %d %x\n", when, n, n ? event.events : 0);
}

static void set_ttl(int fd)
{
	int ttl = 33;

	must(setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)));
}

/* It goes back to TCP, for an option. */
static void goes_back(int fd, int set)
{
	spawn_helper();
	tells("before", set);
	set_ttl(fd);
	tells("after", set);
	must(epoll_ctl(set, EPOLL_CTL_DEL, fd, NULL));
	tells("taken out", set);
}

static void listener(void)
{
	int fd = new_socket(AF_INET), set;

	bind_loopback(fd, AF_INET);
	do_listen(fd, 4);
	set = watched(fd);
	goes_back(fd, set);
	end_helper();
}

/* What is born MPTCP, before it has done anything. */
static void fresh(void)
{
	int fd = new_socket(AF_INET), set = watched(fd);

	goes_back(fd, set);
	close(fd);
	tells("closed", set);
	end_helper();
}

/* It becomes a listener. */
static void listens(void)
{
	int fd = new_socket(AF_INET), set;

	bind_loopback(fd, AF_INET);
	set = watched(fd);
	spawn_helper();
	do_listen(fd, 4);
	tells("listens", set);
	must(epoll_ctl(set, EPOLL_CTL_DEL, fd, NULL));
	tells("taken out", set);
	end_helper();
}

GUEST_CASES({"listener", listener}, {"fresh", fresh}, {"listens", listens})
