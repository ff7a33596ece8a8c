// SPDX-License-Identifier: MIT
/*
 * SO_RCVTIMEO on a listener: accept() ends after it, or setsockopt() has said
 * no and nothing has changed. MPTCP would take it, and accept() block for
 * ever. In each case something is in the way of going back to TCP. Run by
 * option_ignored.bats.
 */
#include "rights.h"
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

static int refusals;

static void one(int fd, int level, int name, const void *value, socklen_t len)
{
	unsigned char before[16] = {0}, after[16] = {0};
	socklen_t room = sizeof(before);

	must(getsockopt(fd, level, name, before, &room));
	errno = 7777;
	if (!setsockopt(fd, level, name, value, len)) {
		check(errno == 7777);
		return;
	}
	check(errno == EOPNOTSUPP);
	refusals++;
	room = sizeof(after);
	must(getsockopt(fd, level, name, after, &room));
	check(!memcmp(before, after, sizeof(before)));
}

/* No lie: by its wire it is known who must keep the word. */
static void judge(int fd)
{
	const struct timeval soon = {0, 20000}, none = {0, 0};
	const int one_byte = 1, many = 1000, on = 1;
	struct pollfd p = {fd, POLLIN, 0};
	int before = refusals;

	one(fd, SOL_SOCKET, SO_RCVTIMEO, &none, sizeof(none));
	one(fd, SOL_SOCKET, SO_RCVLOWAT, &one_byte, sizeof(one_byte));
	check(refusals == before); /* as it is already */
	one(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	if (refusals == before) {
		while (poll(&p, 1, 0) == 1)
			must(accept(fd, NULL, NULL));
		check(accept(fd, NULL, NULL) == -1);
		check(errno == EAGAIN || errno == EMFILE);
	} else {
		one(fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof(soon));
		one(fd, SOL_SOCKET, SO_RCVLOWAT, &many, sizeof(many));
		one(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
		one(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &many, sizeof(many));
		check(refusals == before + 5);
	}
	/* What was sent by the guest, for the test to count. */
	say("refused %d\n", refusals);
}

static int listener(void)
{
	int port, fd = new_listener(AF_INET, &port);

	expect_wire(fd);
	return fd;
}

static void judge_as(void *with)
{
	judge(*(int *)with);
}

static void sleep_on(void *with)
{
	gate_wait(with);
}

/* The other side of a fork may hold it. */
static void forked(void)
{
	int fd = listener();
	struct gate g;
	pid_t pid;

	gate_make(&g);
	pid = child_of(sleep_on, &g);
	judge(fd);
	gate_open(&g);
	wait_for(pid);
}

static void child(void)
{
	int fd = listener();

	wait_for(child_of(judge_as, &fd));
}

static void waiting(void)
{
	int fd = listener(), client = dial(AF_INET, port_of(fd), IPPROTO_TCP);

	readable(fd);
	judge(fd);
	syscall(SYS_close, client);
}

static void many(void)
{
	int fd = listener(), i;

	for (i = 0; i < 200; i++)
		must(dup(fd));
	judge(fd);
}

static void limit(void)
{
	const struct rlimit none = {3, 3};
	int fd = listener();

	must(setrlimit(RLIMIT_NOFILE, &none));
	judge(fd);
}

static void root_only(void)
{
	if (geteuid())
		cannot("needs root");
}

static void user(void)
{
	int fd = listener();

	root_only();
	must(setresuid(65534, 65534, 65534));
	judge(fd);
}

static void network(void)
{
	int fd = listener();

	own_network();
	judge(fd);
}

static void root(void)
{
	char empty[] = "/tmp/empty.XXXXXX";
	int fd = listener();

	root_only();
	check(mkdtemp(empty));
	must(chroot(empty));
	must(chdir("/"));
	judge(fd);
}

/* Of its number nothing is known. */
static void duplicate(void)
{
	int fd = listener(), other = dup(fd);
	struct gate g;
	pid_t pid;

	gate_make(&g);
	pid = child_of(sleep_on, &g);
	judge(other);
	gate_open(&g);
	wait_for(pid);
}

static void inherited(void)
{
	int fd = listener();
	char number[16];
	pid_t pid = must(fork());

	if (pid) {
		wait_for(pid);
		return;
	}
	snprintf(number, sizeof(number), "%d", fd);
	must(execl("/proc/self/exe", "option_ignored", "given", number, NULL));
}

static void judge_received(void *with)
{
	judge(get(*(int *)with));
}

static void received(void)
{
	int ends[2], fd;
	pid_t pid;

	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
	pid = child_of(judge_received, &ends[1]);
	fd = listener();
	give(ends[0], fd);
	wait_for(pid);
}

/* Set before listen(), where it came to: it works, or it was refused. */
static void judge_bound(int fd)
{
	const struct timeval soon = {0, 20000};

	one(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	do_listen(fd, 4);
	if (!refusals) {
		check(accept(fd, NULL, NULL) == -1);
		check(errno == EAGAIN);
	}
	say("refused %d\n", refusals);
}

static void judge_received_bound(void *with)
{
	judge_bound(get(*(int *)with));
}

/* The kernel chose its port. */
static void received_bound(void)
{
	int ends[2], fd = new_socket(AF_INET);
	pid_t pid;

	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
	pid = child_of(judge_received_bound, &ends[1]);
	bind_loopback(fd, AF_INET);
	give(ends[0], fd);
	wait_for(pid);
}

/* No fork() tells that it is about to be shared. */
static void spawned_bound(void)
{
	int fd = new_socket(AF_INET);
	char number[16];
	char *const args[] = {"option_ignored", "given_bound", number, NULL};
	pid_t pid;

	bind_loopback(fd, AF_INET);
	snprintf(number, sizeof(number), "%d", fd);
	check(!posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ));
	wait_for(pid);
}

/* Not bound: it is to dial, and there it works. */
static void spawned_unbound(void)
{
	int fd = new_socket(AF_INET);
	char number[16];
	char *const args[] = {"option_ignored", "given_unbound", number, NULL};
	pid_t pid;

	snprintf(number, sizeof(number), "%d", fd);
	check(!posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ));
	wait_for(pid);
}

static void judge_unbound(int fd)
{
	const struct timeval soon = {0, 20000};

	one(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	say("refused %d\n", refusals);
}

int main(int argc, char **argv)
{
	static const struct guest_case cases[] = {
		{"forked", forked},
		{"child", child},
		{"waiting", waiting},
		{"many", many},
		{"limit", limit},
		{"user", user},
		{"network", network},
		{"root", root},
		{"duplicate", duplicate},
		{"inherited", inherited},
		{"received", received},
		{"received_bound", received_bound},
		{"spawned_bound", spawned_bound},
		{"spawned_unbound", spawned_unbound},
	};

	if (argc == 3) {
		alarm(PATIENCE);
		if (!strcmp(argv[1], "given"))
			judge(atoi(argv[2]));
		else if (!strcmp(argv[1], "given_bound"))
			judge_bound(atoi(argv[2]));
		else
			judge_unbound(atoi(argv[2]));
		return 0;
	}
	return run_case(cases, LEN(cases), argc, argv);
}
