// SPDX-License-Identifier: MIT
/*
 * A process that listened and then has another root, and its end. Called by
 * report_root.bats: report_root CASE FOLDER.
 */
#include "guest.h"

static void listened(void)
{
	int port;

	close(new_listener(AF_INET, &port));
}

static void new_root(const char *folder)
{
	must(chroot(folder));
	must(chdir("/"));
}

/* As proftpd does it: one process for each session. */
static void sessions(const char *folder)
{
	pid_t pid;
	int i;

	for (i = 0; i < 3; i++) {
		pid = must(fork());
		if (!pid) {
			alarm(PATIENCE);
			new_root(folder);
			listened();
			exit(0);
		}
		wait_for(pid);
	}
}

int main(int argc, char **argv)
{
	alarm(PATIENCE);
	check(argc == 3);
	if (!strcmp(argv[1], "sessions")) {
		sessions(argv[2]);
		return 0;
	}
	listened();
	if (!strcmp(argv[1], "chroot"))
		new_root(argv[2]);
	else if (!strcmp(argv[1], "same"))
		new_root("/");
	else
		check(!strcmp(argv[1], "stay"));
	return 0;
}
