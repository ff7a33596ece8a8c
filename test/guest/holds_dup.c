// SPDX-License-Identifier: MIT
/*
 * Sockets with several numbers: all of them are one socket before listen()
 * and after it, and each number keeps its own close-on-exec flag.
 * Run by holds_dup.bats, plain and under the shim.
 */
#include "guest.h"

static int fds[6];

/* Every way there is to get one more number, flags mixed. */
static void copies(void)
{
	fds[1] = must(dup(fds[0]));
	fds[2] = must(dup2(fds[0], 40));
	fds[3] = must(fcntl(fds[0], F_DUPFD, 50));
	fds[4] = must(fcntl(fds[0], F_DUPFD_CLOEXEC, 60));
	fds[5] = must(dup3(fds[0], 30, O_CLOEXEC));
}

static void all_serve(int domain, int port)
{
	size_t i;

	for (i = 0; i < LEN(fds); i++) {
		if (fds[i] < 0)
			continue;
		check(port_of(fds[i]) == port);
		check(raw_number(fds[i], SOL_SOCKET, SO_ACCEPTCONN) == 1);
		expect_wire(fds[i]);
		serves(fds[i], domain, port);
	}
	say_descriptors();
}

static void same_socket(void)
{
	uint64_t one, other;
	socklen_t len = sizeof(one);
	size_t i;

	must(getsockopt(fds[0], SOL_SOCKET, SO_COOKIE, &one, &len));
	for (i = 1; i < LEN(fds); i++) {
		if (fds[i] < 0)
			continue;
		must(getsockopt(fds[i], SOL_SOCKET, SO_COOKIE, &other, &len));
		check(one == other);
	}
}

static void before_bind(void)
{
	int port;

	fds[0] = new_socket(AF_INET6);
	copies();
	port = bind_loopback(fds[0], AF_INET6);
	do_listen(fds[0], 16);
	same_socket();
	all_serve(AF_INET6, port);
}

static void after_bind(void)
{
	int port;

	fds[0] = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
	port = bind_loopback(fds[0], AF_INET);
	copies();
	do_listen(fds[0], 16);
	same_socket();
	all_serve(AF_INET, port);
}

/* The number that listen() gets is not the one that socket() gave. */
static void on_a_copy(void)
{
	int port;

	fds[0] = new_socket(AF_INET);
	port = bind_loopback(fds[0], AF_INET);
	copies();
	do_listen(fds[4], 16);
	all_serve(AF_INET, port);
}

/* ... and bind() got yet another one. */
static void bound_by_a_copy(void)
{
	int port;

	fds[0] = new_socket(AF_INET);
	copies();
	port = bind_loopback(fds[2], AF_INET);
	do_listen(fds[4], 16);
	all_serve(AF_INET, port);
}

/* socket, dup2() to where it belongs, close: what many servers do. */
static void moved(void)
{
	int fd = new_socket(AF_INET), port = bind_loopback(fd, AF_INET);
	size_t i;

	for (i = 0; i < LEN(fds); i++)
		fds[i] = -1;
	fds[0] = must(dup2(fd, 20));
	close(fd);
	/* Its number goes to somebody else. */
	check(open("/dev/null", O_RDONLY) == fd);
	do_listen(fds[0], 16);
	all_serve(AF_INET, port);
}

/* More numbers than are looked at. */
static void many(void)
{
	int fd = new_socket(AF_INET), port = bind_loopback(fd, AF_INET);
	int i, last = fd;

	for (i = 0; i < 50; i++)
		last = must(dup(fd));
	do_listen(fd, 16);
	expect_wire(last);
	serves(last, AF_INET, port);
	expect_wire(fd);
	serves(fd, AF_INET, port);
}

/* A close-on-exec copy is gone after exec, the other one listens on. */
static void over_exec(void)
{
	char number[16], port_text[16];

	fds[0] = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
	snprintf(port_text, sizeof(port_text), "%d",
		 bind_loopback(fds[0], AF_INET));
	fds[1] = must(dup(fds[0]));
	do_listen(fds[0], 16);
	snprintf(number, sizeof(number), "%d", fds[1]);
	check(setenv("GUEST_FD", number, 1) == 0);
	check(setenv("GUEST_PORT", port_text, 1) == 0);
	execl("/proc/self/exe", "guest", "after_exec", (char *)NULL);
	fail("exec: %s", strerror(errno));
}

static void after_exec(void)
{
	int fd = atoi(getenv("GUEST_FD"));

	expect_wire(fd);
	serves(fd, AF_INET, atoi(getenv("GUEST_PORT")));
	say_descriptors();
}

/*
 * A number that was something else's before: what the shim remembers of a
 * number must not outlive that.
 */
static void reused(int number)
{
	int fd = new_socket(AF_INET), port;

	must(dup2(fd, number));
	port = bind_loopback(number, AF_INET);
	do_listen(number, 16);
	close(fd);
	expect_wire(number);
	serves(number, AF_INET, port);
}

/* Moved before it was bound: nothing tells that it was made here. */
static void moved_unbound(void)
{
	int fd = new_socket(AF_INET), port;

	must(dup2(fd, 20));
	close(fd);
	port = bind_loopback(20, AF_INET);
	do_listen(20, 16);
	expect_wire(20);
	serves(20, AF_INET, port);
}

static void after_unix(void)
{
	int fd = must(socket(AF_UNIX, SOCK_DGRAM, 0));

	close(fd);
	check(dup2(STDIN_FILENO, fd) == fd);
	reused(fd);
}

static void after_listener(void)
{
	int port, fd = new_listener(AF_INET, &port);

	serves(fd, AF_INET, port);
	close(fd);
	check(dup2(STDIN_FILENO, fd) == fd);
	reused(fd);
}

static void after_dialer(void)
{
	struct sockaddr_storage at;
	int port, lfd = new_listener(AF_INET, &port);
	int fd = new_socket(AF_INET);

	must(connect(fd, (struct sockaddr *)&at, loopback(&at, AF_INET, port)));
	close(fd);
	close(lfd);
	check(dup2(STDIN_FILENO, fd) == fd);
	reused(fd);
}

/* A duplicate over a listener's own number, which closes that one. */
static void over_listener(void)
{
	int port, lfd = new_listener(AF_INET, &port);

	reused(lfd);
}

GUEST_CASES({"before_bind", before_bind}, {"after_bind", after_bind},
	    {"on_a_copy", on_a_copy}, {"bound_by_a_copy", bound_by_a_copy},
	    {"moved", moved}, {"moved_unbound", moved_unbound}, {"many", many},
	    {"over_exec", over_exec}, {"after_exec", after_exec},
	    {"after_unix", after_unix}, {"after_listener", after_listener},
	    {"after_dialer", after_dialer}, {"over_listener", over_listener})
