// SPDX-License-Identifier: MIT
/*
 * Workers that share a port by SO_REUSEPORT: each makes and binds its socket as
 * root, then gives up being root, then listens. A group is one user's, and it
 * stays root's: the second worker can bind, and another user can't join. Run by
 * holds_owner.bats, plain and under the shim.
 */
#include "guest.h"
#include <grp.h>

#define NOBODY 65534

static struct gate bound, stop;

static int grouped(int port)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, port);
	const int on = 1;
	int fd = new_socket(AF_INET);

	must(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)));
	say("bind %s\n", result(bind(fd, (struct sockaddr *)&at, len)));
	return fd;
}

static void become_nobody(void)
{
	if (setgroups(0, NULL))
		cannot("no right to drop privileges");
	must(setgid(NOBODY));
	must(setuid(NOBODY));
}

static void work(void *port)
{
	int fd = grouped(*(int *)port);

	become_nobody();
	do_listen(fd, 4);
	expect_wire(fd);
	gate_open(&bound);
	gate_wait(&stop);
}

static void intrude(void *port)
{
	become_nobody();
	grouped(*(int *)port);
}

static void workers(void)
{
	pid_t pids[2];
	int port, i;

	if (getuid() != 0)
		cannot("needs root");
	gate_make(&bound);
	gate_make(&stop);
	own_network();
	port = 8080;
	for (i = 0; i < 2; i++) {
		pids[i] = child_of(work, &port);
		gate_wait(&bound);
	}
	wait_for(child_of(intrude, &port));
	for (i = 0; i < 2; i++)
		gate_open(&stop);
	for (i = 0; i < 2; i++)
		wait_for(pids[i]);
}

GUEST_CASES({"workers", workers})
