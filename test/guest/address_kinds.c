// SPDX-License-Identifier: MIT
/*
 * Addresses of every kind that a listener can have, and listen() called in
 * every way. Run by address_kinds.bats, plain and under the shim.
 */
#include "guest.h"
#include <pthread.h>

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

static int lfd;
static int port;

static int get(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	must(getsockopt(fd, level, name, &value, &len));
	return value;
}

static void set(int fd, int level, int name, int value)
{
	must(setsockopt(fd, level, name, &value, sizeof(value)));
}

/* The address as the program sees it; the port is any. */
static void say_address(int fd)
{
	struct sockaddr_storage at;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&at;
	struct sockaddr_in *v4 = (struct sockaddr_in *)&at;
	socklen_t len = sizeof(at);
	char text[INET6_ADDRSTRLEN];

	must(getsockname(fd, (struct sockaddr *)&at, &len));
	port = ntohs(v4->sin_port);
	if (at.ss_family == AF_INET6)
		say("at [%s]%%%u, length %u\n",
		    inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text)),
		    v6->sin6_scope_id, len);
	else
		say("at %s, length %u\n",
		    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text)), len);
	check(port);
}

static socklen_t address(struct sockaddr_storage *out, const char *text,
			 int at_port)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;

	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)at_port);
		return sizeof(*v4);
	}
	check(inet_pton(AF_INET6, text, &v6->sin6_addr) == 1);
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons((uint16_t)at_port);
	return sizeof(*v6);
}

static void bind_to(const char *text)
{
	struct sockaddr_storage at;
	socklen_t len = address(&at, text, 0);

	must(bind(lfd, (struct sockaddr *)&at, len));
}

/* A client of that address, of either protocol, is served or refused. */
static void reach(const char *text)
{
	static const int protocols[] = {IPPROTO_TCP, IPPROTO_MPTCP};
	struct sockaddr_storage at;
	socklen_t len = address(&at, text, port);
	int client, accepted;
	size_t i;

	for (i = 0; i < LEN(protocols); i++) {
		client = try_dial_at(&at, len, protocols[i]);
		say("to %s: %s\n", text, result(client));
		if (client < 0)
			continue;
		accepted = take(lfd);
		talk(client, accepted);
		close(client);
		close(accepted);
	}
}

static void listen_and_look(void)
{
	do_listen(lfd, 16);
	expect_wire(lfd);
	say_address(lfd);
}

static void wildcard4(void)
{
	lfd = new_socket(AF_INET);
	bind_to("0.0.0.0");
	listen_and_look();
	reach("127.0.0.1");
	reach("127.0.0.2");
	reach("::1");
}

static void wildcard6_with(int only)
{
	lfd = new_socket(AF_INET6);
	if (only >= 0)
		set(lfd, IPPROTO_IPV6, IPV6_V6ONLY, only);
	bind_to("::");
	listen_and_look();
	say("only %d\n", get(lfd, IPPROTO_IPV6, IPV6_V6ONLY));
	reach("127.0.0.1");
	reach("::1");
}

static void wildcard6(void)
{
	wildcard6_with(-1);
	wildcard6_with(0);
	wildcard6_with(1);
}

/* The sysctl makes V6ONLY the default: "0" is then the program's wish. */
static void only_by_default(void)
{
	int fd;

	own_network();
	fd = open("/proc/sys/net/ipv6/bindv6only", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1)
		cannot("no sysctl net.ipv6.bindv6only to write");
	close(fd);
	wildcard6();
}

static void mapped(void)
{
	lfd = new_socket(AF_INET6);
	bind_to("::ffff:127.0.0.1");
	listen_and_look();
	reach("127.0.0.1");
	reach("::1");
}

static void unbound(void)
{
	lfd = new_socket(AF_INET);
	listen_and_look();
	reach("127.0.0.1");
	lfd = new_socket(AF_INET6);
	listen_and_look();
	reach("127.0.0.1");
	reach("::1");
}

/* An address, and the port is listen()'s to choose. */
static void no_port(void)
{
	lfd = new_socket(AF_INET);
	set(lfd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	bind_to("127.0.0.1");
	listen_and_look();
	reach("127.0.0.1");
	reach("127.0.0.2");
}

static void port_range(void)
{
	lfd = new_socket(AF_INET);
	set(lfd, IPPROTO_IP, IP_LOCAL_PORT_RANGE, (int)(40100u << 16 | 40000));
	listen_and_look();
	check(port >= 40000 && port <= 40100);
	reach("127.0.0.1");
}

static void freebind(void)
{
	lfd = new_socket(AF_INET);
	set(lfd, IPPROTO_IP, IP_FREEBIND, 1);
	bind_to("198.51.100.77");
	listen_and_look();
	lfd = new_socket(AF_INET6);
	set(lfd, IPPROTO_IP, IP_FREEBIND, 1);
	bind_to("2001:db8::77");
	listen_and_look();
}

/* All of a network is local here: a transparent proxy's clients. */
static void route_to_self(void)
{
	if (system("ip route add local 198.51.100.0/24 dev lo"))
		cannot("no right to add a route");
}

static void freebind_served(void)
{
	own_network();
	lfd = new_socket(AF_INET);
	set(lfd, IPPROTO_IP, IP_FREEBIND, 1);
	bind_to("198.51.100.77");
	listen_and_look();
	route_to_self();
	reach("198.51.100.77");
	reach("198.51.100.78");
}

static void transparent(void)
{
	int one = 1;

	own_network();
	lfd = new_socket(AF_INET);
	if (setsockopt(lfd, IPPROTO_IP, IP_TRANSPARENT, &one, sizeof(one)))
		cannot("no right to set IP_TRANSPARENT");
	bind_to("198.51.100.77");
	listen_and_look();
	say("transparent %d\n", get(lfd, IPPROTO_IP, IP_TRANSPARENT));
	route_to_self();
	reach("198.51.100.77");
}

static void two_links(void)
{
	own_network();
	if (system("ip link add one type veth peer name two && "
		   "ip addr add 198.51.100.1/24 dev one && "
		   "ip link set one up && ip link set two up && "
		   "ip -6 addr add fe80::77/64 dev one nodad"))
		cannot("no veth");
}

static void to_device(void)
{
	char name[IFNAMSIZ] = "";
	socklen_t len = sizeof(name);

	two_links();
	lfd = new_socket(AF_INET);
	if (setsockopt(lfd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3))
		cannot("no right to set SO_BINDTODEVICE");
	listen_and_look();
	must(getsockopt(lfd, SOL_SOCKET, SO_BINDTODEVICE, name, &len));
	say("device %s\n", name);
	reach("127.0.0.1");
	lfd = new_socket(AF_INET);
	must(setsockopt(lfd, SOL_SOCKET, SO_BINDTODEVICE, "one", 4));
	bind_to("198.51.100.1");
	listen_and_look();
	/* By way of loopback, which is not the device. */
	reach("198.51.100.1");
}

static void link_local(void)
{
	struct sockaddr_storage at;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&at;
	socklen_t len;
	int client, accepted;

	two_links();
	lfd = new_socket(AF_INET6);
	len = address(&at, "fe80::77", 0);
	say("no scope: %s\n", result(bind(lfd, (struct sockaddr *)&at, len)));
	v6->sin6_scope_id = if_nametoindex("one");
	must(bind(lfd, (struct sockaddr *)&at, len));
	listen_and_look();
	v6->sin6_port = htons((uint16_t)port);
	client = must(try_dial_at(&at, len, IPPROTO_TCP));
	accepted = take(lfd);
	talk(client, accepted);
	client = must(try_dial_at(&at, len, IPPROTO_MPTCP));
	accepted = take(lfd);
	talk(client, accepted);
}

/* For a listener the kernel tells its backlog so (tcp_diag's idiag_wqueue). */
static void say_backlog(void)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	must(getsockopt(lfd, IPPROTO_TCP, TCP_INFO, &info, &len));
	say("state %u, backlog %u\n", info.tcpi_state, info.tcpi_sacked);
}

static void backlogs(void)
{
	static const int values[] = {0,    1,      -1,        -5,
				     1000, 100000, INT32_MAX, INT32_MIN};
	size_t i;

	for (i = 0; i < LEN(values); i++) {
		lfd = new_socket(AF_INET);
		bind_to("127.0.0.1");
		do_listen(lfd, values[i]);
		expect_wire(lfd);
		say_backlog();
		close(lfd);
	}
}

/* How many get in before one is told to wait: the kernel's own sum. */
static void backlog_full(void)
{
	struct sockaddr_storage at;
	struct timeval patience = {0, 200000};
	socklen_t len;
	int fd, n;

	lfd = new_socket(AF_INET);
	bind_to("127.0.0.1");
	do_listen(lfd, 3);
	expect_wire(lfd);
	len = loopback(&at, AF_INET, port_of(lfd));
	for (n = 0; n < 20; n++) {
		fd = must(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0));
		must(syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_SNDTIMEO,
			     &patience, sizeof(patience)));
		if (syscall(SYS_connect, fd, &at, len))
			break;
	}
	must(fcntl(lfd, F_SETFL, O_NONBLOCK));
	for (n = 0; accept(lfd, NULL, NULL) >= 0; n++)
		;
	say("accepted %d\n", n);
}

static void again(void)
{
	lfd = new_socket(AF_INET);
	bind_to("127.0.0.1");
	do_listen(lfd, 5);
	say_backlog();
	do_listen(lfd, 50);
	say_backlog();
	do_listen(lfd, 0);
	say_backlog();
	do_listen(lfd, 8);
	listen_and_look();
	reach("127.0.0.1");
}

/* One that waits already is still there after a second listen(). */
static void again_queued(void)
{
	struct sockaddr_storage at;
	int client, accepted;

	lfd = new_socket(AF_INET);
	bind_to("127.0.0.1");
	do_listen(lfd, 5);
	client = must(try_dial_at(&at, loopback(&at, AF_INET, port_of(lfd)),
				  IPPROTO_MPTCP));
	readable(lfd);
	do_listen(lfd, 50);
	accepted = take(lfd);
	talk(client, accepted);
}

static void *accepts(void *how)
{
	int fd;

	do
		fd = accept(lfd, NULL, NULL);
	while (fd >= 0);
	*(const char **)how = result(fd);
	return how;
}

/* So does many a server wake up its accepting thread. */
static void shut_and_again(void)
{
	struct sockaddr_storage at;
	const char *how = NULL;
	pthread_t thread;
	socklen_t len;
	int client;

	/* A port of the kernel's choice would be another one afterwards. */
	own_network();
	lfd = new_socket(AF_INET);
	say("shutdown new %s\n", result(shutdown(lfd, SHUT_RDWR)));
	set(lfd, SOL_SOCKET, SO_REUSEADDR, 1);
	len = address(&at, "127.0.0.1", 5555);
	must(bind(lfd, (struct sockaddr *)&at, len));
	listen_and_look();
	len = address(&at, "127.0.0.1", port);
	check(!pthread_create(&thread, NULL, accepts, &how));
	client = must(try_dial_at(&at, len, IPPROTO_TCP));
	say("shutdown %s\n", result(shutdown(lfd, SHUT_RD)));
	check(!pthread_join(thread, NULL));
	say("accept %s\n", how);
	say("then %s\n", result(accept(lfd, NULL, NULL)));
	say("client %s\n", result(try_dial_at(&at, len, IPPROTO_TCP)));
	say_backlog();
	do_listen(lfd, 7);
	say_backlog();
	expect_wire(lfd);
	reach("127.0.0.1");
	close(client);
}

/* A connection's end that waits; the same port at once, with SO_REUSEADDR. */
static void time_wait(int reuse)
{
	struct sockaddr_storage at;
	socklen_t len;
	int client, accepted, i;
	char c;

	for (i = 0; i < 10; i++) {
		lfd = new_socket(AF_INET);
		if (reuse)
			set(lfd, SOL_SOCKET, SO_REUSEADDR, 1);
		len = loopback(&at, AF_INET, i ? port : 0);
		say("bind %s\n",
		    result(bind(lfd, (struct sockaddr *)&at, len)));
		if (port && port_of(lfd) != port)
			return;
		do_listen(lfd, 5);
		expect_wire(lfd);
		port = port_of(lfd);
		client = dial(AF_INET, port,
			      i % 2 && reuse ? IPPROTO_MPTCP : IPPROTO_TCP);
		accepted = take(lfd);
		talk(client, accepted);
		/* The server ends first: it is its port that has to wait. */
		close(accepted);
		check(recv(client, &c, 1, 0) == 0);
		close(client);
		close(lfd);
	}
}

static void restart(void)
{
	time_wait(1);
}

static void restart_too_early(void)
{
	time_wait(0);
}

GUEST_CASES({"wildcard4", wildcard4}, {"wildcard6", wildcard6},
	    {"only_by_default", only_by_default}, {"mapped", mapped},
	    {"unbound", unbound}, {"no_port", no_port},
	    {"port_range", port_range}, {"freebind", freebind},
	    {"freebind_served", freebind_served}, {"transparent", transparent},
	    {"to_device", to_device}, {"link_local", link_local},
	    {"backlogs", backlogs}, {"backlog_full", backlog_full},
	    {"again", again}, {"again_queued", again_queued},
	    {"shut_and_again", shut_and_again}, {"restart", restart},
	    {"restart_too_early", restart_too_early})
