// SPDX-License-Identifier: MIT
/*
 * A child uses all hooks, and is interrupted at the end of one of its system
 * calls, the shim's own among them, by a signal whose handler uses all hooks;
 * then another child at the next one, to the last. Called by life_moments.bats;
 * prints how many children.
 */
#include "life_guest.h"
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

static volatile sig_atomic_t ticks, good;

static void tick(int signal)
{
	(void)signal;
	ticks = ticks + 1;
	good = both_roles();
}

static void child(void)
{
	struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
	int before = open_descriptors();
	bool own;

	sigaction(SIGALRM, &action, NULL);
	if (ptrace(PTRACE_TRACEME, 0, 0, 0))
		die("ptrace");
	raise(SIGSTOP);
	own = both_roles();
	/* Who comes here untouched is the last; the shim does not hear of it.
	 */
	if (!ticks)
		syscall(SYS_exit_group, !own);
	_exit(!own || !good || ticks != 1 || open_descriptors() != before);
}

/* Until the next stop; false: it has ended, *status tells how. */
static bool stops(pid_t pid, int *status)
{
	if (waitpid(pid, status, 0) != pid)
		die("waitpid");
	return WIFSTOPPED(*status);
}

/* False: it has not made so many system calls. */
static bool interrupted_after(int calls)
{
	pid_t pid = fork();
	int status, i;

	if (pid == 0)
		child();
	if (!stops(pid, &status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_EXITKILL))
		die("ptrace");
	/* Each stops it twice, before and behind. */
	for (i = 0; i < 2 * calls; i++) {
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
		if (!stops(pid, &status)) {
			CHECK(status == 0);
			return false;
		}
	}
	if (ptrace(PTRACE_DETACH, pid, 0, SIGALRM))
		die("ptrace");
	CHECK(!stops(pid, &status) && status == 0);
	return true;
}

int main(void)
{
	int calls = 1;

	while (interrupted_after(calls))
		calls++;
	printf("%d\n", calls - 1);
	return 0;
}
