// SPDX-License-Identifier: MIT
/*
 * While one thread listens another makes children by a raw clone() that share
 * the descriptors and not the memory. Run by threads_clone.bats, plain and
 * under the shim.
 */
#include "guest.h"
#include <pthread.h>

#define ROUNDS 800

static int done, failed;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)

static void *listens(void *unused)
{
	int i, port, fd;

	for (i = 0; i < ROUNDS; i++) {
		fd = new_listener(AF_INET, &port);
		if (wire_wanted() && wire(fd) != wire_wanted())
			failed++;
		close(fd);
	}
	store(done, 1);
	return unused;
}

/* The first hooked call of a child is where the shim notices it. */
static void child(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	syscall(SYS_close, fd);
	syscall(SYS_exit_group, 0);
}

static void files_shared(void)
{
	pthread_t thread;
	long pid;

	check(!pthread_create(&thread, NULL, listens, NULL));
	while (!load(done)) {
		pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
		if (pid == 0)
			child();
		wait_for((pid_t)must(pid));
	}
	check(!pthread_join(thread, NULL));
	say("failed %d\n", failed);
}

GUEST_CASES({"files_shared", files_shared})
