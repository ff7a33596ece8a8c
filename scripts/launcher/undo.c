// SPDX-License-Identifier: MIT
/*
 * Who undoes is another process than who works, so one that is killed is undone
 * as well, by the same way back as any failure. What would end the one that
 * undoes is handed on to who works; if it is killed, the work goes on to its
 * end. With both, nobody is left.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "say.h"
#include "undo.h"

static const int interrupts[] = {SIGINT, SIGHUP, SIGTERM, SIGQUIT};

#define INTERRUPTS (sizeof(interrupts) / sizeof(interrupts[0]))

static volatile sig_atomic_t worker;

static void hand_on(int number)
{
	if (worker > 0)
		kill(worker, number);
}

static int ended(pid_t pid)
{
	siginfo_t info;
	int status;

	/* No signal may go to the number once it can be another's. */
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0)
		if (errno != EINTR)
			break;
	worker = 0;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_FAILED;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	say_warn("ended by signal %d, so all is as it was", WTERMSIG(status));
	return EXIT_FAILED;
}

typedef void handler(int number);

static void set_all(handler *const *to)
{
	size_t i;

	for (i = 0; i < INTERRUPTS; i++)
		signal(interrupts[i], to[i]);
}

/* As of one who has it ignored (nohup), it stays so. */
static void take_all(handler **before)
{
	size_t i;

	for (i = 0; i < INTERRUPTS; i++) {
		before[i] = signal(interrupts[i], hand_on);
		if (before[i] == SIG_IGN)
			signal(interrupts[i], SIG_IGN);
	}
}

static pid_t start(int (*work)(const void *with), const void *with,
		   handler *const *before)
{
	sigset_t all, mask;
	pid_t pid;

	/* One that comes before it has a number is handed on as well. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &mask);
	pid = fork();
	if (pid == 0) {
		set_all(before);
		sigprocmask(SIG_SETMASK, &mask, NULL);
		exit(work(with));
	}
	worker = pid;
	sigprocmask(SIG_SETMASK, &mask, NULL);
	if (pid < 0)
		say_fail("fork: %s", strerror(errno));
	return pid;
}

int undo_unless_done(int (*work)(const void *with),
		     void (*undo)(const void *with), const void *with)
{
	static handler *const ignored[INTERRUPTS] = {SIG_IGN, SIG_IGN, SIG_IGN,
						     SIG_IGN};
	handler *before[INTERRUPTS];
	int code;

	fflush(NULL);
	take_all(before);
	code = ended(start(work, with, before));
	set_all(ignored);
	if (code != EXIT_DONE)
		undo(with);
	set_all(before);
	return code;
}
