// SPDX-License-Identifier: MIT
/*
 * A server and a client on a kernel that will not make MPTCP sockets: by a
 * seccomp filter, which answers with any errno, or by the sysctl.
 * Run by broke_kernel_refuses.bats, plain and under the shim.
 */
#include "guest.h"
#include "seccomp.h"

static int refusal(void)
{
	static const struct {
		const char *name;
		int number;
	} known[] = {{"EPERM", EPERM},
		     {"EACCES", EACCES},
		     {"EINVAL", EINVAL},
		     {"EPROTONOSUPPORT", EPROTONOSUPPORT},
		     {"ENOPROTOOPT", ENOPROTOOPT},
		     {"ESOCKTNOSUPPORT", ESOCKTNOSUPPORT},
		     {"ENOBUFS", ENOBUFS}};
	const char *want = getenv("GUEST_ERRNO");
	size_t i;

	for (i = 0; i < LEN(known); i++)
		if (want && !strcmp(known[i].name, want))
			return known[i].number;
	fail("GUEST_ERRNO says nothing known");
}

static void filter_sockets(void)
{
	if (!seccomp_refuse_socket(2, IPPROTO_MPTCP, refusal()))
		cannot("no seccomp filters in this kernel");
}

/* What a program of any sort does, and all of it must work. */
static void use_sockets(int domain)
{
	struct sockaddr_storage at;
	int port, lfd, fd, accepted, i;
	socklen_t len;

	for (i = 0; i < 2; i++) {
		errno = 7777;
		lfd = new_socket(domain);
		check(errno == 7777);
		port = bind_loopback(lfd, domain);
		do_listen(lfd, 16);
		expect_wire(lfd);
		fd = new_socket(domain);
		len = loopback(&at, domain, port);
		must(connect(fd, (struct sockaddr *)&at, len));
		check(wire(fd) == IPPROTO_TCP);
		accepted = take(lfd);
		talk(fd, accepted);
		close(fd);
		close(accepted);
		say("served\n");
	}
}

static void filtered(void)
{
	filter_sockets();
	use_sockets(AF_INET);
	use_sockets(AF_INET6);
	say("own %s\n", result(socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP)));
	say_descriptors();
}

/* The filter comes between socket() and listen(), as a sandbox's does. */
static void filtered_later(void)
{
	int fd = new_socket(AF_INET), port = bind_loopback(fd, AF_INET);
	int client, accepted;

	filter_sockets();
	do_listen(fd, 16);
	client = dial(AF_INET, port, IPPROTO_TCP);
	accepted = take(fd);
	talk(client, accepted);
	say_descriptors();
}

static void set_sysctl(char value)
{
	int fd = open("/proc/sys/net/mptcp/enabled", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, &value, 1) != 1)
		cannot("no sysctl net.mptcp.enabled to write");
	close(fd);
}

/* The sysctl may change while the program runs, both ways. */
static void sysctl(void)
{
	int port, fd;

	own_network();
	set_sysctl('0');
	use_sockets(AF_INET);
	set_sysctl('1');
	fd = new_listener(AF_INET, &port);
	check(!wire_wanted() || wire(fd) == IPPROTO_MPTCP);
	serves(fd, AF_INET, port);
	say_descriptors();
}

GUEST_CASES({"filtered", filtered}, {"filtered_later", filtered_later},
	    {"sysctl", sysctl})
