// SPDX-License-Identifier: MIT
/*
 * After start a sandbox kills for what the program itself does not do: to ask
 * what a descriptor is. Run by off_sandbox.bats, plain and under the shim.
 */
#include "rights.h"
#include "seccomp.h"

static const long killing[] = {SYS_getsockopt, SYS_fcntl, SYS_statx,
			       SYS_epoll_ctl, SYS_ppoll};

static void sandbox(void)
{
	if (!seccomp_kill_for(killing, LEN(killing)))
		cannot("no seccomp filters here");
}

/* As Chromium's for renderers: of all requests FIONREAD alone. */
static void sandbox_requests(void)
{
	struct sock_filter code[] = {
		SECCOMP_LOAD(nr),
		SECCOMP_IS(SYS_ioctl, 0, 3),
		SECCOMP_LOAD(args[1]),
		SECCOMP_IS(FIONREAD, 1, 0),
		SECCOMP_SAY(SECCOMP_RET_KILL_PROCESS),
		SECCOMP_SAY(SECCOMP_RET_ALLOW),
	};

	sandbox();
	check(seccomp_install(code, LEN(code)));
}

static int ends[2];

static void pass(int fd)
{
	give(ends[0], fd);
	close(get(ends[1]));
}

static void pass_all(int fd)
{
	int pipes[2], one[2];

	must(pipe(pipes));
	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, one));
	pass(pipes[0]);
	pass(one[1]);
	pass(0);
	pass(must(open("/dev/null", O_RDONLY)));
	pass(must(socket(AF_INET, SOCK_DGRAM, 0)));
	pass(must(dup(fd)));
	pass(fd);
}

static struct sockaddr_storage server;
static socklen_t server_len;

static void serve(void)
{
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);

	must(syscall(SYS_bind, fd, &server, loopback(&server, AF_INET, 0)));
	must(syscall(SYS_listen, fd, 16));
	server_len = loopback(&server, AF_INET, port_of(fd));
}

static void dial_it(int fd)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	const int on = 1;

	must(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)));
	must(setsockopt(fd, SOL_IP, IP_TTL, &on, sizeof(on)));
	must(connect(fd, (struct sockaddr *)&server, server_len));
	say("again %s\n",
	    result(connect(fd, (struct sockaddr *)&server, server_len)));
	must(connect(fd, &none, sizeof(none)));
	must(connect(fd, (struct sockaddr *)&server, server_len));
	check(send(fd, "x", 1, 0) == 1);
}

/* Another process, as seccomp's are for ever, and it says how it ended. */
static void ends_well(void (*run)(void *))
{
	int status;
	pid_t pid;

	serve();
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	pid = child_of(run, NULL);
	check(waitpid(pid, &status, 0) == pid);
	say("status %#x\n", (unsigned int)status);
}

static void dials(void *unused)
{
	(void)unused;
	sandbox();
	pass_all(new_socket(AF_INET));
	dial_it(new_socket(AF_INET));
	if (must(fork()) == 0)
		dial_it(new_socket(AF_INET));
	else
		must(wait(NULL));
}

static void only_dials(void)
{
	ends_well(dials);
}

/* An option that can't be carried; and a listener that listens twice. */
static void listens_too(void *unused)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	const struct timeval patience = {5, 0};
	const int on = 1;
	int fd;

	sandbox();
	fd = new_socket(AF_INET);
	must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	must(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)));
	must(setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &on, sizeof(on)));
	say("unknown %s\n",
	    result(setsockopt(fd, SOL_SOCKET, 9999, &on, sizeof(on))));
	must(bind(fd, (struct sockaddr *)&at, len));
	must(listen(fd, 4));
	must(listen(fd, 8));
	pass_all(fd);
	if (must(fork()) != 0)
		must(wait(NULL));
	dials(unused);
}

static void all(void)
{
	ends_well(listens_too);
}

static void unread(const char *what, int fd)
{
	int n = -1, ret = ioctl(fd, FIONREAD, &n);

	say("%s: %s %d\n", what, result(ret), n);
}

/* There is something in each; made before the sandbox, which has no say. */
struct amounts {
	int pipe[2], at_end, local[2], local_at_end, file;
};

static void fill(struct amounts *a)
{
	int some[2];

	must(pipe(a->pipe));
	check(write(a->pipe[1], "ab", 2) == 2);
	must(pipe(some));
	check(write(some[1], "ab", 2) == 2);
	close(some[1]);
	a->at_end = some[0];
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, a->local));
	check(write(a->local[1], "ab", 2) == 2);
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, some));
	check(write(some[1], "a", 1) == 1);
	close(some[1]);
	a->local_at_end = some[0];
	a->file = must(open("/proc/self/exe", O_RDONLY));
}

static void ask_amounts(const struct amounts *a)
{
	int n = 0;

	unread("pipe", a->pipe[0]);
	unread("pipe at its end", a->at_end);
	unread("local", a->local[0]);
	unread("local at its end", a->local_at_end);
	check(!ioctl(a->file, FIONREAD, &n) && n > 0);
}

/* No socket was ever made here; what was received may be anything. */
static void asks_without(void *unused)
{
	struct amounts a;

	(void)unused;
	fill(&a);
	pass(a.pipe[0]);
	sandbox_requests();
	ask_amounts(&a);
}

static void amounts(void)
{
	ends_well(asks_without);
}

/* MPTCP was made here: requests are asked then, of what is none nothing else.
 */
static void asks_beside(void *unused)
{
	struct amounts a;
	int fd = new_socket(AF_INET);

	fill(&a);
	bind_loopback(fd, AF_INET);
	do_listen(fd, 4);
	must(connect(new_socket(AF_INET), (struct sockaddr *)&server,
		     server_len));
	sandbox();
	ask_amounts(&a);
	(void)unused;
}

static void amounts_beside(void)
{
	ends_well(asks_beside);
}

GUEST_CASES({"only_dials", only_dials}, {"all", all}, {"amounts", amounts},
	    {"amounts_beside", amounts_beside})
