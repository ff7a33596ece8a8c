// SPDX-License-Identifier: MIT
/*
 * All at once, a bounded number of times: threads that make and use sockets,
 * a signal handler that does the same in the midst of it, forks whose children
 * do so too. Nobody may wait for anybody, and nothing may be counted wrongly.
 * Run by broke_signal_handler_fork_threads.bats.
 */
#include "guest.h"
#include <pthread.h>
#include <sys/time.h>

#define THREADS 4
#define ROUNDS  40
#define FORKS   12

static int handled;

static void ok(bool is, const char *what)
{
	char line[64];

	if (is)
		return;
	snprintf(line, sizeof(line), "%s: errno %d\n", what, errno);
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		abort();
	abort();
}

/* Only what is async-signal-safe: the handler is one of its callers. */
static void use_sockets(void)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	int saved = errno, on = 1;
	int lfd, fd;

	lfd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ok(lfd >= 0 && fd >= 0, "socket");
	ok(!bind(lfd, (struct sockaddr *)&at, len), "bind");
	ok(!setsockopt(lfd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)),
	   "TCP_NODELAY");
	/* Refused only if a fork came between: broke_options.c's to judge. */
	ok(!setsockopt(fd, IPPROTO_IP, IP_TTL, &on, sizeof(on)) ||
		   errno == EOPNOTSUPP,
	   "IP_TTL");
	ok(!listen(lfd, 4), "listen");
	ok(!getsockname(lfd, (struct sockaddr *)&at, &len), "getsockname");
	ok(!connect(fd, (struct sockaddr *)&at, len) || errno == EINPROGRESS,
	   "connect");
	close(fd);
	close(lfd);
	errno = saved;
}

static void handler(int unused)
{
	(void)unused;
	use_sockets();
	__atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED);
}

static void *worker(void *unused)
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		use_sockets();
	return unused;
}

static void run_all(bool exit_quickly)
{
	struct sigaction action = {.sa_handler = handler,
				   .sa_flags = SA_RESTART};
	struct itimerval often = {{0, 3000}, {0, 3000}}, never = {{0}, {0}};
	pthread_t threads[THREADS];
	pid_t pid;
	int i;

	must(sigaction(SIGPROF, &action, NULL));
	must(setitimer(ITIMER_PROF, &often, NULL));
	for (i = 0; i < THREADS; i++)
		check(!pthread_create(&threads[i], NULL, worker, NULL));
	for (i = 0; i < FORKS; i++) {
		pid = must(fork());
		if (!pid) {
			alarm(PATIENCE);
			use_sockets();
			if (exit_quickly)
				_exit(0);
			exit(0);
		}
		wait_for(pid);
	}
	for (i = 0; i < THREADS; i++)
		check(!pthread_join(threads[i], NULL));
	must(setitimer(ITIMER_PROF, &never, NULL));
	if (!handled)
		handler(0);
	/* For the test to hold the report against. */
	dprintf(STDOUT_FILENO, "listeners %d in %d\n",
		THREADS * ROUNDS + FORKS + handled, FORKS + 1);
}

static void with_exit(void)
{
	run_all(false);
}

static void with__exit(void)
{
	run_all(true);
}

GUEST_CASES({"with_exit", with_exit}, {"with__exit", with__exit})
