// SPDX-License-Identifier: MIT
/*
 * Options that servers set and that MPTCP does not have, or had not at first:
 * what the program is told, and what its connections get.
 * Run by broke_*.bats, plain and under the shim.
 */
#include "guest.h"

#ifndef TCP_ULP
#define TCP_ULP 31
#endif

static int lfd;
static int port;

static void begin(int domain)
{
	lfd = new_socket(domain);
	port = bind_loopback(lfd, domain);
}

static struct tcp_md5sig key_for(const char *address, const char *secret)
{
	struct tcp_md5sig key;
	struct sockaddr_in *at = (struct sockaddr_in *)&key.tcpm_addr;

	memset(&key, 0, sizeof(key));
	at->sin_family = AF_INET;
	check(inet_pton(AF_INET, address, &at->sin_addr) == 1);
	key.tcpm_keylen = (uint16_t)strlen(secret);
	memcpy(key.tcpm_key, secret, strlen(secret));
	return key;
}

static const char *set_key(int fd, const char *address, const char *secret)
{
	struct tcp_md5sig key = key_for(address, secret);

	return result(
		setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &key, sizeof(key)));
}

/* A BGP neighbour: its own address, its own key; a client that gives up. */
static long neighbour(const char *address, const char *secret, int *fd)
{
	struct tcp_md5sig key = key_for("127.0.0.1", secret);
	struct timeval patience = {secret[0] == 'r' ? PATIENCE : 0, 150000};
	struct sockaddr_in from = {.sin_family = AF_INET};
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, port);

	check(inet_pton(AF_INET, address, &from.sin_addr) == 1);
	*fd = must(syscall(SYS_socket, AF_INET, SOCK_STREAM, IPPROTO_TCP));
	must(syscall(SYS_bind, *fd, &from, sizeof(from)));
	must(syscall(SYS_setsockopt, *fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
		     sizeof(patience)));
	if (*secret)
		must(syscall(SYS_setsockopt, *fd, IPPROTO_TCP, TCP_MD5SIG, &key,
			     sizeof(key)));
	return syscall(SYS_connect, *fd, &at, len);
}

static void neighbours(void)
{
	int fd, accepted;

	check(!neighbour("127.0.0.9", "right", &fd));
	accepted = take(lfd);
	talk(fd, accepted);
	close(accepted);
	close(fd);
	say("right key served\n");
	check(neighbour("127.0.0.9", "wrong", &fd));
	close(fd);
	check(neighbour("127.0.0.9", "", &fd));
	close(fd);
	say("others refused\n");
	serves(lfd, AF_INET, port);
}

static void md5_before(void)
{
	begin(AF_INET);
	say("set %s\n", set_key(lfd, "127.0.0.9", "right"));
	do_listen(lfd, 16);
	expect_wire(lfd);
	neighbours();
	say_descriptors();
}

/* A daemon learns of a neighbour while it runs. */
static void md5_after(void)
{
	begin(AF_INET);
	do_listen(lfd, 16);
	serves(lfd, AF_INET, port);
	say("set %s\n", set_key(lfd, "127.0.0.9", "right"));
	expect_wire(lfd);
	neighbours();
	say("set %s\n", set_key(lfd, "127.0.0.8", "other"));
	say("unset %s\n", set_key(lfd, "127.0.0.8", ""));
	say("unset %s\n", set_key(lfd, "127.0.0.7", ""));
	neighbours();
	say_descriptors();
}

/* ... and the listener is in an epoll set and has a second number. */
static void md5_after_epoll(void)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = 42};
	int copy, client, set = must(epoll_create1(0));

	begin(AF_INET);
	do_listen(lfd, 16);
	copy = must(fcntl(lfd, F_DUPFD_CLOEXEC, 0));
	must(epoll_ctl(set, EPOLL_CTL_ADD, lfd, &event));
	say("set %s\n", set_key(lfd, "127.0.0.9", "right"));
	expect_wire(lfd);
	expect_wire(copy);
	client = dial(AF_INET, port, IPPROTO_TCP);
	readable(copy);
	say("events %d", must(epoll_wait(set, &event, 1, 0)));
	say(" data %llu\n", (unsigned long long)event.data.u64);
	close(take(copy));
	close(client);
	neighbours();
	say_descriptors();
}

/* A client waits already: whoever came first must not be lost. */
static void md5_after_queued(void)
{
	int client, accepted;

	begin(AF_INET);
	do_listen(lfd, 16);
	client = dial(AF_INET, port, IPPROTO_TCP);
	readable(lfd);
	set_key(lfd, "127.0.0.9", "right");
	accepted = take(lfd);
	talk(client, accepted);
	serves(lfd, AF_INET, port);
}

static void say_number(const char *what, int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);
	int ret = getsockopt(fd, level, name, &value, &len);

	say("%s: %s %d\n", what, result(ret), value);
}

static void set_number(int fd, int level, int name, int value)
{
	int ret;

	errno = 7777;
	ret = setsockopt(fd, level, name, &value, sizeof(value));
	say("set %s\n", result(ret));
	check(ret || errno == 7777);
}

/* As Tailscale does: before bind(), and each connection is to have it. */
static void user_timeout_listener(void)
{
	int client, accepted;

	lfd = new_socket(AF_INET);
	set_number(lfd, IPPROTO_TCP, TCP_USER_TIMEOUT, 15000);
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	expect_wire(lfd);
	say_number("listener", lfd, IPPROTO_TCP, TCP_USER_TIMEOUT);
	client = dial(AF_INET, port, IPPROTO_MPTCP);
	accepted = take(lfd);
	say_number("accepted", accepted, IPPROTO_TCP, TCP_USER_TIMEOUT);
	set_number(accepted, IPPROTO_TCP, TCP_USER_TIMEOUT, 14000);
	talk(client, accepted);
	close(client);
	close(accepted);
	serves(lfd, AF_INET, port);
}

static void connected(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, port);
	int accepted;

	must(connect(fd, (struct sockaddr *)&at, len));
	accepted = take(lfd);
	talk(fd, accepted);
	close(accepted);
}

static void user_timeout_dialer(void)
{
	int fd;

	lfd = new_listener(AF_INET, &port);
	fd = new_socket(AF_INET);
	set_number(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 15000);
	say_number("dialer", fd, IPPROTO_TCP, TCP_USER_TIMEOUT);
	connected(fd);
	say_number("dialer", fd, IPPROTO_TCP, TCP_USER_TIMEOUT);
	set_number(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 14000);
	say_number("dialer", fd, IPPROTO_TCP, TCP_USER_TIMEOUT);
}

/* Another program is started between socket() and the option. */
static void option_after_fork(void)
{
	int fd;
	pid_t pid;

	lfd = new_listener(AF_INET, &port);
	fd = new_socket(AF_INET);
	pid = must(fork());
	if (!pid)
		_exit(0);
	wait_for(pid);
	set_number(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 15000);
	say_number("dialer", fd, IPPROTO_TCP, TCP_USER_TIMEOUT);
	connected(fd);
}

/* Apache, nginx, Redis: refused by MPTCP of old, fatal to them. */
static void defer_keep(void)
{
	struct pollfd p;
	int client, accepted;

	lfd = new_socket(AF_INET6);
	set_number(lfd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set_number(lfd, IPPROTO_TCP, TCP_KEEPIDLE, 77);
	set_number(lfd, IPPROTO_TCP, TCP_KEEPINTVL, 7);
	set_number(lfd, IPPROTO_TCP, TCP_KEEPCNT, 3);
	set_number(lfd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_number(lfd, IPPROTO_TCP, TCP_DEFER_ACCEPT, 1);
	port = bind_loopback(lfd, AF_INET6);
	do_listen(lfd, 16);
	say_number("idle", lfd, IPPROTO_TCP, TCP_KEEPIDLE);
	say_number("defer", lfd, IPPROTO_TCP, TCP_DEFER_ACCEPT);
	client = dial(AF_INET6, port, IPPROTO_TCP);
	p = (struct pollfd){lfd, POLLIN, 0};
	say("silent: %d\n", poll(&p, 1, 0));
	check(send(client, "hello", 5, 0) == 5);
	accepted = take(lfd);
	say_number("idle", accepted, IPPROTO_TCP, TCP_KEEPIDLE);
	say_number("interval", accepted, IPPROTO_TCP, TCP_KEEPINTVL);
	say_number("count", accepted, IPPROTO_TCP, TCP_KEEPCNT);
	say_number("nodelay", accepted, IPPROTO_TCP, TCP_NODELAY);
	say_number("alive", accepted, SOL_SOCKET, SO_KEEPALIVE);
	/* Every listener gets them again while it runs, as nginx reloads. */
	set_number(lfd, IPPROTO_TCP, TCP_DEFER_ACCEPT, 0);
	set_number(lfd, IPPROTO_TCP, TCP_KEEPIDLE, 88);
	say_number("idle", lfd, IPPROTO_TCP, TCP_KEEPIDLE);
	close(client);
	close(accepted);
	serves(lfd, AF_INET6, port);
}

static void v6only(int value)
{
	lfd = new_socket(AF_INET6);
	say_number("new", lfd, IPPROTO_IPV6, IPV6_V6ONLY);
	if (value >= 0)
		set_number(lfd, IPPROTO_IPV6, IPV6_V6ONLY, value);
	say_number("set", lfd, IPPROTO_IPV6, IPV6_V6ONLY);
	port = bind_loopback(lfd, AF_INET6);
	say_number("bound", lfd, IPPROTO_IPV6, IPV6_V6ONLY);
	do_listen(lfd, 16);
	expect_wire(lfd);
	say_number("listener", lfd, IPPROTO_IPV6, IPV6_V6ONLY);
	serves(lfd, AF_INET6, port);
	lfd = new_socket(AF_INET);
	say_number("of v4", lfd, IPPROTO_IPV6, IPV6_V6ONLY);
}

static void v6only_read(void)
{
	v6only(-1);
	v6only(0);
	v6only(1);
}

/* What OpenSSL and lighttpd do to a connection to have TLS in the kernel. */
static void say_tls(const char *what, int fd)
{
	char name[16] = "";
	socklen_t len = sizeof(name);

	say("%s: set %s", what,
	    result(setsockopt(fd, IPPROTO_TCP, TCP_ULP, "tls", 3)));
	say(" get %s",
	    result(getsockopt(fd, IPPROTO_TCP, TCP_ULP, name, &len)));
	say(" %u %s\n", len, name);
}

static void ulp(void)
{
	struct sockaddr_storage at;
	int fd, accepted;

	lfd = new_listener(AF_INET, &port);
	expect_wire(lfd);
	fd = new_socket(AF_INET);
	say_tls("new", fd);
	must(connect(fd, (struct sockaddr *)&at, loopback(&at, AF_INET, port)));
	accepted = take(lfd);
	say_tls("dialer", fd);
	say_tls("accepted", accepted);
	close(fd);
	close(accepted);
	serves(lfd, AF_INET, port);
	/* Nothing is there to encrypt, and the listener must survive that. */
	say_tls("listener", lfd);
	serves(lfd, AF_INET, port);
}

GUEST_CASES({"md5_before", md5_before}, {"md5_after", md5_after},
	    {"md5_after_epoll", md5_after_epoll},
	    {"md5_after_queued", md5_after_queued},
	    {"user_timeout_listener", user_timeout_listener},
	    {"user_timeout_dialer", user_timeout_dialer},
	    {"option_after_fork", option_after_fork},
	    {"defer_keep", defer_keep}, {"v6only_read", v6only_read},
	    {"ulp", ulp})
