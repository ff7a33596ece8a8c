// SPDX-License-Identifier: MIT
/*
 * Ports below 1024, where the right to bind to them may be gone right after
 * bind(). Run by bind_privileged.bats.
 */
#include "guest.h"
#include <linux/capability.h>

static int bind_to(int fd, int port)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, port);

	return bind(fd, (struct sockaddr *)&at, len);
}

/* As FRRouting does around bind(). */
static void drop_right(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2];

	must(syscall(SYS_capget, &head, data));
	data[0].effective &= ~(1U << CAP_NET_BIND_SERVICE);
	must(syscall(SYS_capset, &head, data));
}

static void listener(void)
{
	int fd;

	own_network();
	fd = new_socket(AF_INET);
	must(bind_to(fd, 80));
	do_listen(fd, 8);
	expect_wire(fd);
	serves(fd, AF_INET, 80);
	/* A second one can only fail. */
	say("again: %s\n", result(bind_to(fd, 81)));
	serves(fd, AF_INET, 80);
	say_descriptors();
}

static void dropped(void)
{
	int fd;

	own_network();
	fd = new_socket(AF_INET);
	must(bind_to(fd, 80));
	drop_right();
	do_listen(fd, 8);
	expect_wire(fd);
	serves(fd, AF_INET, 80);
}

/* An option that MPTCP does not know, set without the right. */
static void option(void)
{
	const int ttl = 255;
	int fd;

	own_network();
	fd = new_socket(AF_INET);
	must(bind_to(fd, 646));
	drop_right();
	say("IP_TTL: %s\n",
	    result(setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl))));
	check(raw_number(fd, IPPROTO_IP, IP_TTL) == ttl);
	do_listen(fd, 8);
	expect_wire(fd);
	serves(fd, AF_INET, 646);
}

/* Nothing came of it: another port then. */
static void elsewhere(void)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 80);
	int fd, other;

	own_network();
	other = must(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0));
	must(syscall(SYS_bind, other, &at, len));
	must(syscall(SYS_listen, other, 8));
	fd = new_socket(AF_INET);
	say("taken: %s\n", result(bind_to(fd, 80)));
	must(bind_to(fd, 8080));
	do_listen(fd, 8);
	expect_wire(fd);
	serves(fd, AF_INET, 8080);
}

static void dialer(void)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 8080);
	int fd, other, accepted;

	own_network();
	other = must(syscall(SYS_socket, AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
	must(syscall(SYS_bind, other, &at, len));
	must(syscall(SYS_listen, other, 8));
	fd = new_socket(AF_INET);
	must(bind_to(fd, 1023));
	must(connect(fd, (struct sockaddr *)&at, len));
	check(port_of(fd) == 1023);
	check(wire(fd) == IPPROTO_TCP);
	accepted = must(syscall(SYS_accept4, other, NULL, NULL, 0));
	talk(fd, accepted);
	say_descriptors();
}

GUEST_CASES({"listener", listener}, {"dropped", dropped}, {"option", option},
	    {"elsewhere", elsewhere}, {"dialer", dialer})
