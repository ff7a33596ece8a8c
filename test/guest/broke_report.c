// SPDX-License-Identifier: MIT
/*
 * Programs whose descriptor 2 is no longer, or never was, a place for words:
 * the report must not reach whoever is behind it.
 * Run by broke_report_into_connection.bats, the report going to stderr.
 */
#include "guest.h"

static int lfd;
static int port;

/* Exactly these bytes reach the peer, then the end. */
static void expect_only(int fd, const char *text)
{
	char in[4096];
	size_t n = 0;
	ssize_t got;

	while ((got = read(fd, in + n, sizeof(in) - n)) > 0)
		n += (size_t)got;
	if (n != strlen(text) || memcmp(in, text, n))
		fail("the peer got: %.*s", (int)n, in);
	say("the peer got %zu bytes\n", n);
}

static void listen_somewhere(void)
{
	lfd = new_listener(AF_INET, &port);
}

/* accept() gives 2, as to a daemon that has closed everything. */
static void as_connection(void *unused)
{
	(void)unused;
	close(STDERR_FILENO);
	check(take(lfd) == STDERR_FILENO);
	check(write(STDERR_FILENO, "hello", 5) == 5);
}

static void connection(void)
{
	pid_t pid;
	int client;

	listen_somewhere();
	client = dial(AF_INET, port, IPPROTO_TCP);
	close(must(dup(lfd)));
	pid = child_of(as_connection, NULL);
	wait_for(pid);
	close(lfd);
	expect_only(client, "hello");
}

/* The server itself, with its count, not a child that counted nothing. */
static void serve_and_end(void *unused)
{
	int *ready = unused;

	close(STDERR_FILENO);
	listen_somewhere();
	check(lfd == STDERR_FILENO);
	lfd = must(fcntl(lfd, F_DUPFD_CLOEXEC, 10));
	close(STDERR_FILENO);
	check(write(ready[1], &port, sizeof(port)) == sizeof(port));
	check(take(lfd) == STDERR_FILENO);
	check(write(STDERR_FILENO, "hello", 5) == 5);
}

static void server(void)
{
	int ready[2], client;
	pid_t pid;

	must(pipe2(ready, O_CLOEXEC));
	pid = child_of(serve_and_end, ready);
	check(read(ready[0], &port, sizeof(port)) == sizeof(port));
	client = dial(AF_INET, port, IPPROTO_TCP);
	expect_only(client, "hello");
	wait_for(pid);
}

/* Descriptor 2 is a file of the program's by now: a database, a log. */
static void file(void)
{
	char name[] = "/tmp/guest.XXXXXX";
	char in[16];
	pid_t pid;
	int fd = must(mkstemp(name));

	unlink(name);
	pid = must(fork());
	if (!pid) {
		alarm(PATIENCE);
		listen_somewhere();
		must(dup2(fd, STDERR_FILENO));
		check(write(STDERR_FILENO, "data", 4) == 4);
		exit(0);
	}
	wait_for(pid);
	say("the file has %d bytes\n", (int)pread(fd, in, sizeof(in), 0));
}

/* From inetd: 0, 1 and 2 are a client from the start; started anew. */
static void inetd_service(void)
{
	listen_somewhere();
}

static void inetd(void)
{
	int client, accepted;
	pid_t pid;

	listen_somewhere();
	client = dial(AF_INET, port, IPPROTO_TCP);
	accepted = take(lfd);
	pid = must(fork());
	if (!pid) {
		alarm(PATIENCE);
		must(dup2(accepted, STDIN_FILENO));
		must(dup2(accepted, STDOUT_FILENO));
		must(dup2(accepted, STDERR_FILENO));
		execl("/proc/self/exe", "guest", "inetd_service", (char *)NULL);
		_exit(1);
	}
	wait_for(pid);
	close(accepted);
	expect_only(client, "end of inetd_service\n");
}

/* A pipe that nobody reads any more, or that is full. */
static void broken_pipe(bool full)
{
	int ends[2], status;
	char page[4096] = "";
	pid_t pid;

	must(pipe(ends));
	must(fcntl(ends[1], F_SETFL, O_NONBLOCK));
	while (full && write(ends[1], page, sizeof(page)) > 0)
		;
	must(fcntl(ends[1], F_SETFL, 0));
	pid = must(fork());
	if (!pid) {
		alarm(PATIENCE);
		must(dup2(ends[1], STDERR_FILENO));
		close(ends[1]);
		if (!full)
			close(ends[0]);
		execl("/proc/self/exe", "guest", "inetd_service", (char *)NULL);
		_exit(1);
	}
	if (!full)
		close(ends[0]);
	close(ends[1]);
	check(waitpid(pid, &status, 0) == pid);
	say("status %#x\n", (unsigned int)status);
}

static void pipe_gone(void)
{
	broken_pipe(false);
}

static void pipe_full(void)
{
	broken_pipe(true);
}

/* A terminal's or a file's stderr, untouched: here it may speak. */
static void usual(void)
{
	listen_somewhere();
}

GUEST_CASES({"connection", connection}, {"server", server}, {"file", file},
	    {"inetd", inetd}, {"inetd_service", inetd_service},
	    {"pipe_gone", pipe_gone}, {"pipe_full", pipe_full},
	    {"usual", usual})
