// SPDX-License-Identifier: MIT
/*
 * Whose the port of a listener is that goes back to TCP or can't, and what
 * becomes of connections that are half open then. Run by retreat_port.bats,
 * plain and under the shim.
 */
#include "retreat_guest.h"
#include "seccomp.h"

static void turn_on(int fd, int name)
{
	const int on = 1;

	must(setsockopt(fd, SOL_SOCKET, name, &on, sizeof(on)));
}

/* Another process of this user would share the port, by SO_REUSEPORT. */
static void intrude(int domain)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);
	const int on = 1;
	long fd, err;

	must(getsockname(lfd, (struct sockaddr *)&at, &len));
	fd = must(syscall(SYS_socket, domain, SOCK_STREAM, IPPROTO_TCP));
	must(syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEPORT, &on,
		     sizeof(on)));
	err = syscall(SYS_bind, fd, &at, len);
	say("intruder's bind %s\n", result(err));
	if (!err)
		say("its listen %s\n", result(syscall(SYS_listen, fd, 5)));
	syscall(SYS_close, fd);
}

static void exclusive(int domain, const int *options, size_t count)
{
	const int names[] = {SO_REUSEADDR, SO_REUSEPORT};
	size_t i;

	lfd = new_socket(domain);
	for (i = 0; i < count; i++)
		turn_on(lfd, options[i]);
	port = bind_loopback(lfd, domain);
	do_listen(lfd, 16);
	set_key();
	for (i = 0; i < LEN(names); i++)
		say("lent %d\n", raw_number(lfd, SOL_SOCKET, names[i]));
	intrude(domain);
	serves(lfd, domain, port);
	say_descriptors();
}

static void exclusive_alone(void)
{
	exclusive(AF_INET, NULL, 0);
}

static void exclusive_reuseaddr(void)
{
	exclusive(AF_INET, (int[]){SO_REUSEADDR}, 1);
}

static void exclusive_v6(void)
{
	exclusive(AF_INET6, NULL, 0);
}

static void exclusive_group(void)
{
	exclusive(AF_INET, (int[]){SO_REUSEPORT}, 1);
}

/* A port that was named, with connections that live on. */
static void exclusive_served(void)
{
	int one, accepted;

	lfd = new_socket(AF_INET);
	turn_on(lfd, SO_REUSEADDR);
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	one = dial(AF_INET, port, IPPROTO_MPTCP);
	accepted = take(lfd);
	set_key();
	intrude(AF_INET);
	talk(one, accepted);
	serves(lfd, AF_INET, port);
	syscall(SYS_close, one);
	close(accepted);
}

static void deferring(int domain)
{
	const int wait = 10;

	lfd = new_socket(domain);
	must(setsockopt(lfd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &wait,
			sizeof(wait)));
}

/* It stays, since one is half open; and the port stays what it was. */
static void half_open(int domain, int client)
{
	int accepted;
	char c;

	set_key();
	intrude(domain);
	check(send(client, "x", 1, 0) == 1);
	accepted = take(lfd);
	check(recv(accepted, &c, 1, 0) == 1 && c == 'x');
	say("served\n");
	syscall(SYS_close, client);
	close(accepted);
}

static void half_open_at(int domain, int protocol)
{
	deferring(domain);
	port = bind_loopback(lfd, domain);
	do_listen(lfd, 16);
	half_open(domain, dial(domain, port, protocol));
}

static void half_open_tcp(void)
{
	half_open_at(AF_INET, IPPROTO_TCP);
}

static void half_open_mptcp(void)
{
	half_open_at(AF_INET, IPPROTO_MPTCP);
}

static void half_open_v6(void)
{
	half_open_at(AF_INET6, IPPROTO_TCP);
}

/* An IPv4 client of an IPv6 listener. */
static void half_open_mapped(void)
{
	struct sockaddr_in6 any = {.sin6_family = AF_INET6};

	deferring(AF_INET6);
	must(bind(lfd, (struct sockaddr *)&any, sizeof(any)));
	port = port_of(lfd);
	do_listen(lfd, 16);
	half_open(AF_INET6, dial(AF_INET, port, IPPROTO_TCP));
}

/* Where sock_diag can't be asked /proc/net tells. */
static void no_netlink(void)
{
	if (!seccomp_refuse_socket(0, AF_NETLINK, EAFNOSUPPORT))
		cannot("no seccomp filters here");
}

static void listed(void)
{
	no_netlink();
	exclusive_alone();
}

static void listed_v6(void)
{
	no_netlink();
	exclusive_v6();
}

static void listed_half(void)
{
	no_netlink();
	half_open_tcp();
}

static void listed_half_v6(void)
{
	no_netlink();
	half_open_v6();
}

static void listed_half_mapped(void)
{
	no_netlink();
	half_open_mapped();
}

GUEST_CASES({"alone", exclusive_alone}, {"reuseaddr", exclusive_reuseaddr},
	    {"v6", exclusive_v6}, {"group", exclusive_group},
	    {"served", exclusive_served}, {"half", half_open_tcp},
	    {"half_mptcp", half_open_mptcp}, {"half_v6", half_open_v6},
	    {"half_mapped", half_open_mapped}, {"listed", listed},
	    {"listed_v6", listed_v6}, {"listed_half", listed_half},
	    {"listed_half_v6", listed_half_v6},
	    {"listed_half_mapped", listed_half_mapped})
