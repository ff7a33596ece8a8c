// SPDX-License-Identifier: MIT
/*
 * Sockets that more than one process has: by fork(), by exec, by daemon().
 * Whoever of them listens or accepts, it is one socket and stays one.
 * Run by holds_fork.bats, plain and under the shim.
 */
#include "shared.h"
#include <spawn.h>
#include <sys/prctl.h>

extern char **environ;

static struct gate done;

static void begin(void)
{
	gate_make(&go);
	gate_make(&done);
	bind_here();
}

static void only_wait(void *unused)
{
	(void)unused;
	gate_wait(&go);
}

static void wait_and_listen(void *unused)
{
	gate_wait(&go);
	listen_here(unused);
}

/* The usual server: bind, listen, then fork. */
static void workers(void)
{
	pid_t pid;

	begin();
	do_listen(lfd, 16);
	pid = child_of(wait_and_serve, NULL);
	serve_here();
	gate_open(&go);
	wait_for(pid);
}

/* Older than the fork, but the socket is not. */
static void fork_first(void)
{
	pid_t pid;

	gate_make(&go);
	pid = child_of(only_wait, NULL);
	bind_here();
	listen_here(NULL);
	gate_open(&go);
	wait_for(pid);
}

/* The child could listen or accept on it any time. */
static void parent_listens(void)
{
	pid_t pid;

	begin();
	pid = child_of(wait_and_serve, NULL);
	do_listen(lfd, 16);
	gate_open(&go);
	wait_for(pid);
	serve_here();
}

static void parent_listens_unbound(void)
{
	pid_t pid;

	gate_make(&go);
	lfd = new_socket(AF_INET);
	pid = child_of(only_wait, NULL);
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	serve_here();
	gate_open(&go);
	wait_for(pid);
}

/* Nobody can say that its other children are gone as well. */
static void child_gone(void)
{
	pid_t pid;

	begin();
	pid = child_of(only_wait, NULL);
	gate_open(&go);
	wait_for(pid);
	do_listen(lfd, 16);
	serve_here();
}

static void child_listens(void)
{
	pid_t pid;

	begin();
	pid = child_of(listen_here, NULL);
	wait_for(pid);
	serve_here();
}

static void both_listen(void)
{
	pid_t one, two;

	begin();
	one = child_of(wait_and_listen, NULL);
	two = child_of(wait_and_listen, NULL);
	gate_open(&go);
	gate_open(&go);
	wait_for(one);
	wait_for(two);
	listen_here(NULL);
}

/* The parent of whoever lost his own. */
static void adopts(void)
{
	check(!prctl(PR_SET_CHILD_SUBREAPER, 1));
}

/* Who was forked has no alarm. */
static void orphaned(pid_t parent)
{
	alarm(PATIENCE);
	while (getppid() == parent)
		usleep(1000);
}

static void bind_and_orphan(void *unused)
{
	pid_t me = getpid();

	bind_here();
	if (must(fork()))
		_exit(0);
	orphaned(me);
	listen_here(unused);
}

/* Bind, fork, the parent leaves, the child listens: a daemon. */
static void daemon_listens(void)
{
	adopts();
	wait_for(child_of(bind_and_orphan, NULL));
	wait_for(-1);
}

static void bind_and_fork_twice(void *unused)
{
	pid_t me = getpid();

	bind_here();
	if (must(fork()))
		_exit(0);
	orphaned(me);
	check(setsid() >= 0);
	me = getpid();
	if (must(fork()))
		_exit(0);
	orphaned(me);
	listen_here(unused);
}

static void wait_all(void)
{
	int status;

	while (wait(&status) > 0)
		check(status == 0);
	check(errno == ECHILD);
}

static void double_fork(void)
{
	adopts();
	child_of(bind_and_fork_twice, NULL);
	wait_all();
}

static void bind_and_daemon(void *unused)
{
	pid_t me = getpid();

	bind_here();
	check(!daemon(1, 1));
	orphaned(me);
	listen_here(unused);
}

static void libc_daemon(void)
{
	adopts();
	child_of(bind_and_daemon, NULL);
	wait_all();
}

/* A daemon that goes on to have children of its own before it listens. */
static void bind_daemon_fork(void *unused)
{
	pid_t me = getpid();
	pid_t pid;

	bind_here();
	check(!daemon(1, 1));
	orphaned(me);
	pid = child_of(wait_and_serve, unused);
	do_listen(lfd, 16);
	gate_open(&go);
	wait_for(pid);
}

static void daemon_forks(void)
{
	adopts();
	gate_make(&go);
	child_of(bind_daemon_fork, NULL);
	wait_all();
}

/*
 * The parent is gone, but not the other child that it had: both listen on the
 * one socket.
 */
static void bind_and_two_orphans(void *unused)
{
	pid_t me = getpid();
	int i, one;

	bind_here();
	for (i = 0; i < 2; i++)
		if (!must(fork()))
			goto child;
	_exit(0);
child:
	one = i == 0;
	orphaned(me);
	if (one) {
		do_listen(lfd, 16);
		gate_open(&go);
		gate_wait(&done);
		serve_here();
	} else {
		gate_wait(&go);
		listen_here(unused);
		gate_open(&done);
	}
}

static void two_orphans(void)
{
	adopts();
	gate_make(&go);
	gate_make(&done);
	child_of(bind_and_two_orphans, NULL);
	wait_all();
}

static void pass_over_exec(const char *name, bool spawned)
{
	char number[16], port_text[16], *argv[] = {"guest", (char *)name, NULL};
	pid_t pid;

	snprintf(number, sizeof(number), "%d", lfd);
	snprintf(port_text, sizeof(port_text), "%d", port);
	check(!setenv("GUEST_FD", number, 1));
	check(!setenv("GUEST_PORT", port_text, 1));
	if (!spawned)
		execv("/proc/self/exe", argv);
	else if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, environ))
		fail("posix_spawn: %s", strerror(errno));
}

static void inherited(void)
{
	lfd = atoi(getenv("GUEST_FD"));
	port = atoi(getenv("GUEST_PORT"));
	listen_here(NULL);
}

/* Bound by one program, listened on by the next one in the same process. */
static void over_exec(void)
{
	begin();
	pass_over_exec("inherited", false);
}

/*
 * posix_spawn() is no fork that anybody is told of, but the program that it
 * starts has the socket; both listen.
 */
static void spawned_listens(void)
{
	begin();
	pass_over_exec("inherited", true);
	wait_for(-1);
	listen_here(NULL);
}

static void inherited_later(void)
{
	go.ends[0] = atoi(getenv("GUEST_GATE"));
	gate_wait(&go);
	inherited();
}

/* A child of a raw system call: no handler of fork() runs. */
static void raw_clone(void)
{
	pid_t pid;

	begin();
	pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	check(pid >= 0);
	if (!pid) {
		alarm(PATIENCE);
		listen_here(NULL);
		exit(0);
	}
	wait_for(pid);
	serve_here();
}

/* More forks than are remembered. */
static void many_forks(void)
{
	pid_t pid;
	int i;

	begin();
	for (i = 0; i < 40; i++) {
		pid = must(fork());
		if (!pid)
			_exit(0);
		wait_for(pid);
	}
	listen_here(NULL);
	close(lfd);
	lfd = new_listener(AF_INET, &port);
	serves(lfd, AF_INET, port);
}

/*
 * Made before two forks, bound after them by one side, and the parent is gone.
 * Which of them was forked first makes a difference to what they know.
 */
static void orphans_of_unbound(int binder)
{
	pid_t me = getpid();
	int i;

	lfd = new_socket(AF_INET);
	for (i = 0; i < 2; i++)
		if (!must(fork()))
			goto child;
	_exit(0);
child:
	orphaned(me);
	if (i == binder) {
		port = bind_loopback(lfd, AF_INET);
		do_listen(lfd, 16);
		gate_open(&go);
		gate_wait(&done);
	} else {
		gate_wait(&go);
		port = port_of(lfd);
		serve_here();
		gate_open(&done);
	}
}

static void first_binds(void *unused)
{
	(void)unused;
	orphans_of_unbound(0);
}

static void second_binds(void *unused)
{
	(void)unused;
	orphans_of_unbound(1);
}

static void unbound_orphans(void)
{
	adopts();
	gate_make(&go);
	gate_make(&done);
	child_of(first_binds, NULL);
	wait_all();
	child_of(second_binds, NULL);
	wait_all();
}

#define MANY 200

/* Each of them is the last one's child, and its parent is gone. */
static void generations(void)
{
	int i;

	begin();
	for (i = 0; i < MANY; i++) {
		pid_t me = getpid(), pid = must(fork());

		if (pid)
			_exit(0);
		while (getppid() == me)
			usleep(100);
	}
	alarm(PATIENCE);
	listen_here(NULL);
	gate_open(&done);
}

static void many_generations(void)
{
	pid_t pid;

	adopts();
	pid = must(fork());
	if (!pid)
		generations();
	else
		wait_all();
}

/* All of them have ended, and the socket is younger than they are. */
static void many_ended(void)
{
	int i;

	for (i = 0; i < MANY; i++) {
		pid_t pid = must(fork());

		if (!pid)
			_exit(0);
		wait_for(pid);
	}
	begin();
	listen_here(NULL);
}

GUEST_CASES({"workers", workers}, {"fork_first", fork_first},
	    {"parent_listens", parent_listens},
	    {"parent_listens_unbound", parent_listens_unbound},
	    {"child_gone", child_gone}, {"child_listens", child_listens},
	    {"both_listen", both_listen}, {"daemon_listens", daemon_listens},
	    {"double_fork", double_fork}, {"libc_daemon", libc_daemon},
	    {"daemon_forks", daemon_forks}, {"two_orphans", two_orphans},
	    {"over_exec", over_exec}, {"inherited", inherited},
	    {"spawned_listens", spawned_listens},
	    {"inherited_later", inherited_later}, {"raw_clone", raw_clone},
	    {"many_forks", many_forks}, {"unbound_orphans", unbound_orphans},
	    {"many_generations", many_generations}, {"many_ended", many_ended})
