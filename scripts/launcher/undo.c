// SPDX-License-Identifier: MIT
/*
 * Who undoes is another process than who works, so one that is killed is undone
 * as well, by the same way back as any failure. If the one that undoes is
 * killed, the work goes on to its end.
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

static int ended(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_FAILED;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	say_warn("ended by signal %d, so all is as it was", WTERMSIG(status));
	return EXIT_FAILED;
}

int undo_unless_done(int (*work)(const void *with),
		     void (*undo)(const void *with), const void *with)
{
	void (*handlers[INTERRUPTS])(int);
	size_t i;
	int code;
	pid_t pid;

	fflush(NULL);
	/* They are for who works. */
	for (i = 0; i < INTERRUPTS; i++)
		handlers[i] = signal(interrupts[i], SIG_IGN);
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < INTERRUPTS; i++)
			signal(interrupts[i], handlers[i]);
		exit(work(with));
	}
	if (pid < 0)
		say_fail("fork: %s", strerror(errno));
	code = ended(pid);
	if (code != EXIT_DONE)
		undo(with);
	for (i = 0; i < INTERRUPTS; i++)
		signal(interrupts[i], handlers[i]);
	return code;
}
