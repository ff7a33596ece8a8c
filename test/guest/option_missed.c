// SPDX-License-Identifier: MIT
/*
 * What is refused is counted once, by its name, by who asked for it; what TCP
 * refuses too is not. Run by option_missed.bats.
 */
#include "guest.h"

static int accepted_from(int *lfd, int *client)
{
	int port;

	*lfd = new_listener(AF_INET, &port);
	expect_wire(*lfd);
	*client = dial(AF_INET, port, IPPROTO_MPTCP);
	return take(*lfd);
}

static void put(int fd, int level, int name, int value)
{
	say("%d %d: %s\n", level, name,
	    result(setsockopt(fd, level, name, &value, sizeof(value))));
}

/* Values that TCP refuses as well, and one that changes something. */
static void values(void)
{
	static const struct {
		int level, name, value;
	} bad[] = {
		{IPPROTO_IP, IP_TTL, 9999},
		{IPPROTO_IP, IP_TTL, -2},
		{IPPROTO_IP, IP_MTU_DISCOVER, 99},
		{IPPROTO_IP, 123, 1},
		{IPPROTO_TCP, TCP_USER_TIMEOUT, -1},
		{IPPROTO_TCP, TCP_SYNCNT, 0},
		{IPPROTO_TCP, 123, 1},
		{SOL_SOCKET, SO_TYPE, 1},
		{SOL_SOCKET, SO_ERROR, 0},
	};
	int lfd, client, fd = accepted_from(&lfd, &client);
	size_t i;

	for (i = 0; i < LEN(bad); i++)
		put(fd, bad[i].level, bad[i].name, bad[i].value);
	if (setsockopt(fd, IPPROTO_IP, IP_TTL, NULL, sizeof(int)))
		say("no value: %s\n", result(-1));
	syscall(SYS_close, client);
	close(fd);
	close(lfd);
}

/* As inetd's and sshd's children: given a connection, and nothing else. */
static void child(void)
{
	int lfd, client, fd = accepted_from(&lfd, &client);
	char number[16];
	pid_t pid = must(fork());

	if (!pid) {
		snprintf(number, sizeof(number), "%d", fd);
		must(execl("/proc/self/exe", "option_missed", "given", number,
			   NULL));
	}
	wait_for(pid);
	syscall(SYS_close, client);
	close(fd);
	close(lfd);
}

/* As PostgreSQL's backends. */
static void backend(void)
{
	int lfd, client, fd = accepted_from(&lfd, &client);
	pid_t pid = must(fork());

	if (!pid) {
		put(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 9000);
		exit(0);
	}
	wait_for(pid);
	syscall(SYS_close, client);
	close(fd);
	close(lfd);
}

/* A connection in the queue keeps the listener as it is. */
static void queued(void)
{
	int port, lfd = new_listener(AF_INET, &port);
	int client = dial(AF_INET, port, IPPROTO_TCP);

	expect_wire(lfd);
	readable(lfd);
	put(lfd, IPPROTO_IP, IP_RECVTTL, 1);
	syscall(SYS_close, client);
	close(lfd);
}

/* So does who else holds it. */
static void shared(void)
{
	int port, lfd = new_listener(AF_INET, &port);
	struct gate g;
	pid_t pid;

	expect_wire(lfd);
	gate_make(&g);
	pid = must(fork());
	if (!pid) {
		gate_wait(&g);
		_exit(0);
	}
	put(lfd, IPPROTO_IP, IP_RECVTTL, 1);
	put(lfd, IPPROTO_TCP, TCP_USER_TIMEOUT, 9000);
	gate_open(&g);
	wait_for(pid);
	close(lfd);
}

int main(int argc, char **argv)
{
	static const struct guest_case cases[] = {
		{"values", values}, {"child", child},   {"backend", backend},
		{"queued", queued}, {"shared", shared},
	};

	if (argc == 3 && !strcmp(argv[1], "given")) {
		put(atoi(argv[2]), IPPROTO_IP, IP_RECVTTL, 1);
		put(atoi(argv[2]), IPPROTO_IP, IP_RECVTTL, 0);
		return 0;
	}
	return run_case(cases, LEN(cases), argc, argv);
}
