// SPDX-License-Identifier: MIT
/*
 * A storm of SIGALRM whose handler listens and dials, while the main program
 * does the same: each hook is interrupted somewhere in the midst of it by
 * itself. Called by life_moments.bats; prints how many dialers and listeners it
 * had.
 */
#include "life_guest.h"
#include <signal.h>
#include <sys/time.h>

#define STORM 300

static volatile sig_atomic_t ticks, failed;

static void again(void)
{
	struct itimerval soon = {{0, 0}, {0, 100 + ticks * 37 % 400}};

	setitimer(ITIMER_REAL, &soon, NULL);
}

static void tick(int signal)
{
	int saved = errno;

	(void)signal;
	if (!both_roles())
		failed = 1;
	ticks = ticks + 1;
	if (ticks < STORM)
		again();
	errno = saved;
}

int main(void)
{
	struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
	int before = open_descriptors(), rounds = 0;

	sigaction(SIGALRM, &action, NULL);
	again();
	for (; ticks < STORM; rounds++)
		CHECK(both_roles());
	CHECK(!failed);
	CHECK(open_descriptors() == before);
	printf("%d %d\n", rounds + STORM, rounds + STORM);
	return 0;
}
