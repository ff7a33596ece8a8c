// SPDX-License-Identifier: MIT
/*
 * A process that took both roles once and then ends in the way it is told:
 * which ways out leave a report? Called by report_exit.bats. Exit status 7
 * where the way out has one.
 */
#include "life_guest.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

static char **args;

static void classify(void)
{
	int l = listener();

	close(dialer(l));
	close(l);
}

static void end_by_handler(int signal)
{
	(void)signal;
	_exit(7);
}

static void *in_thread(void *unused)
{
	(void)unused;
	exit(7);
}

static void *last_thread(void *main_thread)
{
	/* The process ends with its last thread, as if by exit(0). */
	pthread_join(*(pthread_t *)main_thread, NULL);
	return NULL;
}

static void await(pid_t child, int status)
{
	int got;

	if (child < 0)
		die("child");
	if (waitpid(child, &got, 0) != child)
		die("waitpid");
	CHECK(WIFEXITED(got) && WEXITSTATUS(got) == status);
}

/* A child that dials twice and never listened. */
static void child_of(pid_t child)
{
	if (child == 0) {
		int l = bound();

		syscall(SYS_listen, l, 1);
		close(dialer(l));
		close(dialer(l));
		_exit(8);
	}
	await(child, 8);
}

static void forked_idle(void)
{
	pid_t child = fork();

	if (child == 0)
		exit(8);
	await(child, 8);
}

static pid_t raw_clone(void)
{
	return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static void raw_clone_idle(void)
{
	pid_t child = raw_clone();

	if (child == 0)
		_exit(8);
	await(child, 8);
}

static void vforked(void)
{
	pid_t child = vfork();

	if (child == 0)
		_exit(8);
	await(child, 8);
	classify();
}

static void vforked_exec(void)
{
	pid_t child = vfork();

	if (child == 0) {
		execl("/proc/self/exe", args[0], "none", (char *)NULL);
		_exit(9);
	}
	await(child, 7);
	classify();
}

static int shared_child(void *unused)
{
	(void)unused;
	_exit(8);
}

/* A child that shares our memory and runs beside us. */
static void cloned_vm(void)
{
	const size_t size = 256 * 1024;
	char *stack = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (stack == MAP_FAILED)
		die("mmap");
	await(clone(shared_child, stack + size, CLONE_VM | SIGCHLD, NULL), 8);
	classify();
}

static void daemonized(void)
{
	pid_t child = fork();

	if (child == 0) {
		pid_t grandchild = fork();

		if (grandchild == 0) {
			classify();
			exit(9);
		}
		await(grandchild, 9);
		exit(8);
	}
	await(child, 8);
}

static void wait_for_eof(void)
{
	char c;

	while (read(0, &c, 1) > 0)
		;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	static pthread_t self; /* outlives main() */
	pthread_t thread;

	args = argv;
	if (!strcmp(how, "none"))
		return 7;
	if (!strcmp(how, "datagram")) {
		struct sockaddr_in addr = loopback(9);

		CHECK(!connect(socket(AF_INET, SOCK_DGRAM, 0),
			       (struct sockaddr *)&addr, sizeof(addr)));
		return 7;
	}
	if (!strcmp(how, "unclassified")) {
		bound();
		return 7;
	}
	if (!strcmp(how, "late-exec"))
		execl("/proc/self/exe", argv[0], "return", (char *)NULL);
	classify();
	if (!strcmp(how, "return"))
		return 7;
	if (!strcmp(how, "exit"))
		exit(7);
	if (!strcmp(how, "quick_exit"))
		quick_exit(7);
	if (!strcmp(how, "_exit"))
		_exit(7);
	if (!strcmp(how, "_Exit"))
		_Exit(7);
	if (!strcmp(how, "thread")) {
		pthread_create(&thread, NULL, in_thread, NULL);
		pthread_join(thread, NULL);
	}
	if (!strcmp(how, "last-thread")) {
		self = pthread_self();
		pthread_create(&thread, NULL, last_thread, &self);
		pthread_exit(NULL);
	}
	if (!strcmp(how, "handler")) {
		signal(SIGTERM, end_by_handler);
		raise(SIGTERM);
	}
	if (!strcmp(how, "raw"))
		syscall(SYS_exit_group, 7);
	if (!strcmp(how, "exec"))
		execl("/proc/self/exe", argv[0], "none", (char *)NULL);
	if (!strcmp(how, "signal"))
		kill(getpid(), argc > 2 ? atoi(argv[2]) : SIGTERM);
	if (!strcmp(how, "abort"))
		abort();
	if (!strcmp(how, "fork"))
		child_of(fork());
	else if (!strcmp(how, "clone"))
		child_of(raw_clone());
	else if (!strcmp(how, "fork-idle"))
		forked_idle();
	else if (!strcmp(how, "clone-idle"))
		raw_clone_idle();
	else if (!strcmp(how, "vfork"))
		vforked();
	else if (!strcmp(how, "vfork-exec"))
		vforked_exec();
	else if (!strcmp(how, "clone-vm"))
		cloned_vm();
	else if (!strcmp(how, "daemon"))
		daemonized();
	else if (!strcmp(how, "eof"))
		wait_for_eof();
	else
		die("unknown way out");
	return 7;
}
