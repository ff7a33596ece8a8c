// SPDX-License-Identifier: MIT
/*
 * A signal handler jumps out of a blocking connect(): the old way to have a
 * timeout. Called by life_moments.bats; prints how many dialers and listeners.
 */
#include "life_blocked.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>

#define ROUNDS 20

static sigjmp_buf out;
static volatile sig_atomic_t dialling = -1;

static void tick(int signal)
{
	struct itimerval soon = {{0, 0}, {0, 2000}};

	(void)signal;
	if (dialling >= 0 && is_dialling(dialling))
		siglongjmp(out, 1);
	setitimer(ITIMER_REAL, &soon, NULL);
}

int main(void)
{
	struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
	int fillers[FILLERS], before, fresh;
	int l = full_listener(fillers);
	struct sockaddr_in addr = address_of(l);

	sigaction(SIGALRM, &action, NULL);
	before = open_descriptors();
	for (volatile int i = 0; i < ROUNDS; i++) {
		dialling = socket(AF_INET, SOCK_STREAM, 0);
		CHECK(dialling >= 0);
		if (sigsetjmp(out, 1) == 0) {
			tick(SIGALRM);
			connect(dialling, (struct sockaddr *)&addr,
				sizeof(addr));
			CHECK(!"connect() came back");
		}
		CHECK(close(dialling) == 0);
		dialling = -1;
	}
	CHECK(open_descriptors() == before);
	fresh = listener();
	serves(fresh);
	printf("%d 2\n", ROUNDS + FILLERS + 1);
	return 0;
}
