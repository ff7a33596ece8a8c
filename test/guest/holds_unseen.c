// SPDX-License-Identifier: MIT
/*
 * A listener with a duplicate, among many descriptors, one of which can't be
 * looked at: as a folder of /proc that became invisible (hidepid) or a file
 * system of another user's are. Run by holds_unseen.bats, plain and under the
 * shim.
 */
#include "guest.h"
#include "seccomp.h"

#define CROWD 25

static uint64_t cookie(int fd)
{
	uint64_t value = 0;
	socklen_t len = sizeof(value);

	must(syscall(SYS_getsockopt, fd, SOL_SOCKET, SO_COOKIE, &value, &len));
	return value;
}

/* statx() of that descriptor says ENOTCONN. */
static bool hide(int fd)
{
	struct sock_filter code[] = {
		SECCOMP_LOAD(nr),
		SECCOMP_IS(SYS_statx, 0, 3),
		SECCOMP_LOAD(args[0]),
		SECCOMP_IS(fd, 0, 1),
		SECCOMP_SAY(SECCOMP_RET_ERRNO | ENOTCONN),
		SECCOMP_SAY(SECCOMP_RET_ALLOW),
	};

	return seccomp_install(code, LEN(code));
}

static void listens(void)
{
	int unseen = must(open("/dev/null", O_RDONLY)), fd, copy, i;

	fd = new_socket(AF_INET);
	for (i = 0; i < CROWD; i++)
		must(open("/dev/null", O_RDONLY));
	copy = must(dup(fd));
	bind_loopback(fd, AF_INET);
	if (!hide(unseen))
		cannot("no seccomp");
	do_listen(fd, 4);
	expect_wire(fd);
	expect_wire(copy);
	say("one socket: %d\n", cookie(fd) == cookie(copy));
}

GUEST_CASES({"listens", listens})
