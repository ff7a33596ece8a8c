// SPDX-License-Identifier: MIT
/*
 * SO_RCVTIMEO set before listen(), on a socket bound to a port that the
 * program named, where something is in the way of going back to TCP by the
 * time it listens: accept() ends after it, or setsockopt() has said no and
 * nothing has changed. Run by option_bound.bats.
 */
#include "rights.h"
#include <sys/time.h>

#define PORT 7501

static int refusals;

static void set(int fd)
{
	const struct timeval soon = {0, 20000};
	struct timeval is = {9, 9};
	socklen_t room = sizeof(is);

	errno = 7777;
	if (!setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon))) {
		check(errno == 7777);
		return;
	}
	check(errno == EOPNOTSUPP);
	refusals++;
	must(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &is, &room));
	check(!is.tv_sec && !is.tv_usec);
}

/* What was taken is kept: else it ends by SIGALRM. */
static void judge(int fd)
{
	do_listen(fd, 8);
	if (!refusals)
		check(accept(fd, NULL, NULL) == -1 && errno == EAGAIN);
	say("refused %d\n", refusals);
}

static void name_port(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, PORT);

	must(bind(fd, (struct sockaddr *)&at, len));
}

static void user(int fd)
{
	(void)fd;
	must(setresuid(65534, 65534, 65534));
}

static void network(int fd)
{
	(void)fd;
	must(unshare(CLONE_NEWNET));
}

/* The two ends stay open: nothing is lost by what was sent. */
static void sent(int fd)
{
	int ends[2];

	(void)fd;
	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
	give(ends[0], must(open("/dev/null", O_RDONLY)));
}

static void again(int fd, const char *what)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", fd);
	must(execl("/proc/self/exe", "option_bound", what, number, NULL));
}

static void executed(int fd)
{
	again(fd, "judge");
}

static void executed_set(int fd)
{
	again(fd, "set");
}

/* Set before bind(), between it and what gets in the way, or after that. */
static void order(const char *when, void (*obstacle)(int))
{
	int fd;

	own_network();
	fd = new_socket(AF_INET);
	if (!strcmp(when, "before"))
		set(fd);
	name_port(fd);
	if (!strcmp(when, "between"))
		set(fd);
	obstacle(fd);
	if (!strcmp(when, "after"))
		set(fd);
	judge(fd);
}

/* Whose port nobody named, or who dialed, keeps its word as MPTCP. */
static void dial_set(bool bound)
{
	int l = must(syscall(SYS_socket, AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
	int fd = new_socket(AF_INET);
	struct sockaddr_storage at;
	socklen_t len;
	char byte;

	must(syscall(SYS_listen, l, 8));
	len = loopback(&at, AF_INET, port_of(l));
	set(fd);
	if (bound)
		bind_loopback(fd, AF_INET);
	set(fd);
	must(connect(fd, (struct sockaddr *)&at, len));
	set(fd);
	check(recv(fd, &byte, 1, 0) == -1 && errno == EAGAIN);
	check(!refusals);
	close(fd);
	syscall(SYS_close, l);
}

static void dialer(void)
{
	dial_set(false);
	dial_set(true);
}

/* Of its number nothing is known either, and it has its listener's port. */
static void dead(void)
{
	static const int protocols[] = {IPPROTO_TCP, IPPROTO_MPTCP};
	const struct linger reset = {1, 0};
	int l, client, fd;
	size_t i;

	own_network();
	l = new_socket(AF_INET);
	name_port(l);
	do_listen(l, 8);

	for (i = 0; i < LEN(protocols); i++) {
		client = dial(AF_INET, PORT, protocols[i]);
		fd = take(l);
		talk(client, fd);
		must(syscall(SYS_setsockopt, client, SOL_SOCKET, SO_LINGER,
			     &reset, sizeof(reset)));
		syscall(SYS_close, client);
		readable(fd);
		set(fd);
		/* And once it was told. */
		check(recv(fd, &client, sizeof(client), 0) <= 0);
		set(fd);
		close(fd);
	}
	check(!refusals);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*obstacle)(int);
	} obstacles[] = {
		{"user", user},
		{"network", network},
		{"sent", sent},
		{"executed", executed},
		{"executed_set", executed_set},
	};
	size_t i;

	alarm(PATIENCE);
	if (argc == 2 && !strcmp(argv[1], "dialer"))
		dialer();
	if (argc == 2 && !strcmp(argv[1], "dead"))
		dead();
	if (argc == 2)
		return 0;
	check(argc == 3);
	for (i = 0; i < LEN(obstacles); i++)
		if (!strcmp(obstacles[i].name, argv[2]))
			order(argv[1], obstacles[i].obstacle);
	if (!strcmp(argv[1], "set"))
		set(atoi(argv[2]));
	if (!strcmp(argv[1], "set") || !strcmp(argv[1], "judge"))
		judge(atoi(argv[2]));
	return 0;
}
