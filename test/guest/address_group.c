// SPDX-License-Identifier: MIT
/*
 * Several processes on one port: a SO_REUSEPORT group of which only half is
 * under the shim, and an intruder that would take the port in the moment in
 * which nobody has it. Run by address_group.bats, plain and under the shim.
 */
#include <sched.h>
#include "guest.h"

#define MEMBERS 4
#define CLIENTS 120
#define ROUNDS  800

static int port;

static int member_socket(int domain)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, domain, port);
	int one = 1, fd = new_socket(domain);

	must(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)));
	must(bind(fd, (struct sockaddr *)&at, len));
	port = port_of(fd);
	return fd;
}

/*
 * A program of its own, with or without the library: it listens, says so, and
 * greets whoever comes until its stdin ends.
 */
static void member(void)
{
	struct pollfd p[2];
	int fd;

	port = atoi(getenv("GUEST_PORT"));
	fd = member_socket(AF_INET);
	do_listen(fd, 64);
	if (write(STDOUT_FILENO, wire(fd) == IPPROTO_MPTCP ? "M" : "T", 1) != 1)
		exit(1);
	p[0] = (struct pollfd){fd, POLLIN, 0};
	p[1] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
	while (poll(p, 2, -1) > 0 && !p[1].revents) {
		int accepted = take(fd);
		char me = getenv("GUEST_NUMBER")[0];

		check(write(accepted, &me, 1) == 1);
		close(accepted);
	}
	exit(0);
}

struct process {
	pid_t pid;
	int in, out;
};

static struct process start_member(int number, bool shimmed)
{
	char text[16], me[2] = {(char)('a' + number), '\0'};
	int in[2], out[2];
	struct process p;

	must(pipe2(in, O_CLOEXEC));
	must(pipe2(out, O_CLOEXEC));
	snprintf(text, sizeof(text), "%d", port);
	p.pid = must(fork());
	if (!p.pid) {
		must(dup2(in[0], STDIN_FILENO));
		must(dup2(out[1], STDOUT_FILENO));
		setenv("GUEST_PORT", text, 1);
		setenv("GUEST_NUMBER", me, 1);
		if (!shimmed)
			unsetenv("LD_PRELOAD");
		execl("/proc/self/exe", "guest", "member", (char *)NULL);
		_exit(1);
	}
	close(in[0]);
	close(out[1]);
	p.in = in[1];
	p.out = out[0];
	return p;
}

/* Every client is served, and every member gets some of them. */
static void group(void)
{
	static const int protocols[] = {IPPROTO_TCP, IPPROTO_MPTCP};
	struct process p[MEMBERS];
	int i, fd, keeper, served[MEMBERS] = {0};
	char c;

	/* Holds the port, and does not listen itself. */
	keeper = member_socket(AF_INET);
	for (i = 0; i < MEMBERS; i++) {
		p[i] = start_member(i, i % 2);
		check(read(p[i].out, &c, 1) == 1);
		if (wire_wanted())
			check(c == (i % 2 ? 'M' : 'T'));
	}
	for (i = 0; i < CLIENTS; i++) {
		fd = dial(AF_INET, port, protocols[i % 2]);
		readable(fd);
		check(recv(fd, &c, 1, 0) == 1 && c >= 'a' && c < 'a' + MEMBERS);
		served[c - 'a']++;
		close(fd);
	}
	for (i = 0; i < MEMBERS; i++) {
		close(p[i].in);
		wait_for(p[i].pid);
		say("member %d %s\n", i, served[i] ? "served" : "idle");
	}
	close(keeper);
}

/* Odd while the port is ours, another number each time; 0: it is over. */
static unsigned int *held;
static unsigned int *tried; /* 1: the intruder is at work */

static unsigned int holder(void)
{
	return __atomic_load_n(held, __ATOMIC_SEQ_CST);
}

/* A try that began and ended within one holding must have failed. */
static bool try_port(int option)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, port);
	int fd = must(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)), one = 1;
	unsigned int before = holder();
	bool got;

	if (option)
		must(syscall(SYS_setsockopt, fd, SOL_SOCKET, option, &one,
			     sizeof(one)));
	got = !syscall(SYS_bind, fd, &at, len);
	/* To share an address is allowed to who asks, to listen there not. */
	if (got && option)
		got = !syscall(SYS_listen, fd, 1);
	got = got && before % 2 && before == holder();
	syscall(SYS_close, fd);
	return got;
}

static void intrude(void *option)
{
	unsigned long tries = 0, successes = 0;

	for (; holder(); tries++) {
		successes += try_port(*(int *)option);
		__atomic_store_n(tried, 1, __ATOMIC_SEQ_CST);
	}
	if (!tries)
		fail("the intruder never tried");
	if (successes)
		fail("the intruder had the port %lu times in %lu", successes,
		     tries);
}

/* bind(), listen(), close(), again and again; nobody comes in between. */
static void hold(int option)
{
	struct sockaddr_storage at;
	unsigned int round, failures = 0;
	socklen_t len;
	pid_t pid;
	int fd;

	own_network();
	port = 5555;
	held = mmap(NULL, 2 * sizeof(*held), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	check(held != MAP_FAILED);
	*held = 2;
	tried = held + 1;
	pid = child_of(intrude, &option);
	while (!__atomic_load_n(tried, __ATOMIC_SEQ_CST))
		sched_yield();
	len = loopback(&at, AF_INET, port);
	for (round = 3; round < 3 + 2 * ROUNDS; round += 2) {
		fd = new_socket(AF_INET);
		/* The intruder may have it for the moment of a try. */
		while (bind(fd, (struct sockaddr *)&at, len))
			check(errno == EADDRINUSE);
		__atomic_store_n(held, round, __ATOMIC_SEQ_CST);
		failures += listen(fd, 5) != 0;
		expect_wire(fd);
		__atomic_store_n(held, round + 1, __ATOMIC_SEQ_CST);
		close(fd);
	}
	__atomic_store_n(held, 0, __ATOMIC_SEQ_CST);
	wait_for(pid);
	say("listen() failed %u times\n", failures);
}

static void intruder(void)
{
	hold(0);
}

static void intruder_reuses_port(void)
{
	hold(SO_REUSEPORT);
}

GUEST_CASES({"group", group}, {"member", member}, {"intruder", intruder},
	    {"intruder_reuses_port", intruder_reuses_port})
