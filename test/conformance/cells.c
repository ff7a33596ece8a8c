// SPDX-License-Identifier: MIT
/*
 * Prints what a program can observe on its TCP sockets, one cell a line:
 *   cells [--group NAME] [--list] [--peer tcp|mptcp] [--jobs N]
 * Run plainly and under the shim, the two outputs differ exactly where the
 * shim shows. Each case runs in a process of its own, once per family: a
 * hang or a crash costs its own cells only. Called by compare.
 */
#include "cells.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

extern const struct topic_cases options, misuse, connecting, addresses,
	readiness, data, ioctls, closing, descriptors, sharing, signals,
	waiting, native, others, locals;

static const struct topic_cases *const topics[] = {
	&options, &misuse,  &connecting, &addresses,   &readiness,
	&data,    &ioctls,  &closing,    &descriptors, &sharing,
	&signals, &waiting, &native,     &others,      &locals,
};

static const char *peer_name = "tcp";

/* One case in one family: its processes, and the file it writes to. */
struct job {
	const char *topic;
	const struct test_case *test;
	int family, out;
	pid_t child, helper;
	bool done;
};

static struct job jobs[1024];
static size_t job_count;

/*
 * CELLS_THREAD in the environment: beside each case another thread acts, on
 * descriptors of its own that are high enough to be in nobody's way.
 */
static void *act(void *ready)
{
	const struct timespec pause = {0, 50000};
	const int high = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 800);

	dup3(high, high + 1, O_CLOEXEC);
	sem_post(ready);
	for (;;) {
		nanosleep(&pause, NULL);
		dup3(high, high + 1, O_CLOEXEC);
	}
	return NULL;
}

static void second_thread(void)
{
	sigset_t all, before;
	pthread_t thread;
	static sem_t ready;

	if (!getenv("CELLS_THREAD"))
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	sem_init(&ready, 0, 0);
	if (pthread_create(&thread, NULL, act, &ready))
		_exit(2);
	/* or the case might lower the limit before it */
	sem_wait(&ready);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* In the child: the helper's death must not look like our own signal. */
static void run_here(const struct job *job, int channel)
{
	topic = job->topic;
	family = job->family;
	dup2(job->out, STDOUT_FILENO);
	dup2(channel, 3);
	/* other cases' descriptors would leave holes in the numbers */
	for (int fd = 4; fd < 1024; fd++)
		close(fd);
	fcntl(3, F_SETFD, FD_CLOEXEC);
	signal(SIGPIPE, SIG_DFL);
	peer_use(3);
	second_thread();
	say_start();
	job->test->run();
	alarm(0);
	say_flush();
	_exit(0);
}

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static void start(struct job *job)
{
	int channel;

	job->out = memfd_create("cells", MFD_CLOEXEC);
	job->helper = peer_spawn(peer_name, &channel);
	if (job->out < 0 || job->helper < 0)
		fail("cells: helper");
	job->child = fork();
	if (job->child < 0)
		fail("cells: fork");
	if (job->child == 0)
		run_here(job, channel);
	close(channel);
}

static void tell_death(const struct job *job, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	topic = job->topic;
	family = job->family;
	say_start();
	begin("%s-died", job->test->name);
	if (WIFSIGNALED(status))
		put("signal", WTERMSIG(status));
	else
		put("exit", WEXITSTATUS(status));
	end();
	alarm(0);
	say_flush();
}

/* Waits for a case to end; helpers end as well, and are nobody's news. */
static void reap(int *status, struct job **ended)
{
	pid_t pid = waitpid(-1, status, 0);

	*ended = NULL;
	if (pid < 0)
		fail("cells: wait");
	for (size_t i = 0; i < job_count; i++)
		if (jobs[i].child == pid)
			*ended = &jobs[i];
}

static void print(struct job *job, int status)
{
	char buf[65536];
	ssize_t n;

	lseek(job->out, 0, SEEK_SET);
	while ((n = read(job->out, buf, sizeof(buf))) > 0)
		if (write(STDOUT_FILENO, buf, n) != n)
			fail("cells: write");
	close(job->out);
	tell_death(job, status);
}

/* Most cases mostly wait, so several run at once; printed in order. */
static void run_all(size_t at_once)
{
	size_t next = 0, printed = 0, running = 0;
	static int statuses[1024];

	while (printed < job_count) {
		struct job *ended;
		int status;

		while (next < job_count && running < at_once) {
			start(&jobs[next++]);
			running++;
		}
		reap(&status, &ended);
		if (!ended)
			continue;
		running--;
		ended->done = true;
		statuses[ended - jobs] = status;
		kill(ended->helper, SIGKILL);
		while (printed < job_count && jobs[printed].done) {
			print(&jobs[printed], statuses[printed]);
			printed++;
		}
	}
}

static bool chosen(const char *group, const struct topic_cases *t,
		   const struct test_case *c)
{
	size_t len = strlen(t->name);

	if (!group || strcmp(group, t->name) == 0)
		return true;
	return strncmp(group, t->name, len) == 0 && group[len] == '/' &&
	       strcmp(group + len + 1, c->name) == 0;
}

static void add_jobs(const struct topic_cases *t, const struct test_case *c)
{
	static const int families[] = {AF_INET, AF_INET6};

	for (int f = 0; f < 2; f++)
		jobs[job_count++] = (struct job){
			.topic = t->name, .test = c, .family = families[f]};
}

static void choose(const char *group, bool list)
{
	for (size_t t = 0; t < sizeof(topics) / sizeof(*topics); t++) {
		for (size_t i = 0; i < topics[t]->count; i++) {
			const struct test_case *c = &topics[t]->cases[i];

			if (!chosen(group, topics[t], c))
				continue;
			if (list)
				printf("%s/%s\n", topics[t]->name, c->name);
			else
				add_jobs(topics[t], c);
		}
	}
}

static int usage(void)
{
	fprintf(stderr, "usage: cells [--group NAME] [--list] "
			"[--peer tcp|mptcp] [--jobs N]\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *group = NULL;
	bool list = false;
	int at_once = 4;

	if (argc == 3 && strcmp(argv[1], "--peer-helper") == 0)
		return peer_helper(argv[2]);
	if (argc == 4 && strcmp(argv[1], "--inherit") == 0)
		return inherited(argv[2], atoi(argv[3]));
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--list") == 0)
			list = true;
		else if (strcmp(argv[i], "--group") == 0 && i + 1 < argc)
			group = argv[++i];
		else if (strcmp(argv[i], "--peer") == 0 && i + 1 < argc)
			peer_name = argv[++i];
		else if (strcmp(argv[i], "--jobs") == 0 && i + 1 < argc)
			at_once = atoi(argv[++i]);
		else
			return usage();
	}
	if (at_once < 1 ||
	    (strcmp(peer_name, "tcp") != 0 && strcmp(peer_name, "mptcp") != 0))
		return usage();
	if (strcmp(peer_name, "mptcp") == 0)
		with_peer = "mptcp-peer";
	choose(group, list);
	run_all(at_once);
	return 0;
}
