// SPDX-License-Identifier: MIT
/*
 * A thread that has descriptors of its own forks while another one listens: all
 * of the forking thread's are there in the child. Run by threads_unshared.bats,
 * plain and under the shim.
 */
#include "guest.h"
#include <pthread.h>

#define FORKS 400
#define FIRST 3
#define LAST  60

static int done;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)

/* Close-on-exec as private descriptors are; files, sockets and epoll sets. */
static void fill(void)
{
	int fd, from;

	for (fd = FIRST; fd <= LAST; fd++) {
		if (fd % 3 == 0)
			from = must(open("/dev/null", O_RDONLY));
		else if (fd % 3 == 1)
			from = must(epoll_create1(0));
		else
			from = (int)syscall(SYS_socket, AF_INET, SOCK_STREAM,
					    0);
		must(from);
		if (from != fd)
			must(dup3(from, fd, O_CLOEXEC));
		if (from > LAST)
			close(from);
	}
}

static void *forks(void *unused)
{
	int i, fd, missing, status, lost = 0;
	pid_t pid;

	must(unshare(CLONE_FILES));
	fill();
	for (i = 0; i < FORKS; i++) {
		pid = must(fork());
		if (pid == 0) {
			missing = 0;
			for (fd = FIRST; fd <= LAST; fd++)
				missing += fcntl(fd, F_GETFD) < 0;
			syscall(SYS_exit_group, missing != 0);
		}
		must(waitpid(pid, &status, 0));
		lost += status != 0;
	}
	say("children that lost a descriptor: %d\n", lost);
	store(done, 1);
	return unused;
}

static void unshared(void)
{
	pthread_t thread;
	int port;

	check(!pthread_create(&thread, NULL, forks, NULL));
	while (!load(done))
		close(new_listener(AF_INET, &port));
	check(!pthread_join(thread, NULL));
}

GUEST_CASES({"unshared", unshared})
