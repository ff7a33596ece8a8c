// SPDX-License-Identifier: MIT
/*
 * One system call is refused while a socket with options, two descriptors,
 * two epoll sets and a signal becomes a listener, and another one dials.
 * Prints all that a program could see of it: under the shim it must print
 * what it prints without, under the same filter. Called by refusal_call.py:
 * refusal_call RULE ERRNO WHEN; RULE as in refusal_filter.h.
 */
#include "refusal_filter.h"
#include <signal.h>
#include <sys/epoll.h>
#include <sys/wait.h>

static int helper_pipe;
static unsigned short port;

/* What the process outside of the filter is asked to do; its answer. */
enum question {
	CONNECT, /* dial us and exchange a byte; stays connected */
	COUNT,   /* our descriptors */
	INTRUDE, /* take our address */
	DIALED,  /* accept on its own listener and exchange a byte */
};

static int intrude(const struct sockaddr_in *addr)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), err = 0;

	if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) ||
	    listen(fd, 1))
		err = errno;
	close(fd);
	return err;
}

static int connect_and_send(const struct sockaddr_in *addr)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)))
		return errno;
	return send(fd, "h", 1, 0) == 1 ? 0 : errno;
}

static int count_of(pid_t pid)
{
	char path[64];
	DIR *dir;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	if (!dir)
		return -1;
	for (struct dirent *e = readdir(dir); e; e = readdir(dir))
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

static int accept_and_echo(int l)
{
	int fd = accept(l, NULL, NULL);
	char c;

	if (fd < 0 || recv(fd, &c, 1, 0) != 1)
		return errno;
	send(fd, &c, 1, 0);
	return 0;
}

static void help(int commands, pid_t asker)
{
	struct sockaddr_in addr;
	int command[2], l = listener(), answer;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	answer = ntohs(address_of(l).sin_port);
	send(commands, &answer, sizeof(answer), 0);
	while (recv(commands, command, sizeof(command), 0) > 0) {
		addr = loopback((unsigned short)command[1]);
		switch (command[0]) {
		case CONNECT:
			answer = connect_and_send(&addr);
			break;
		case COUNT:
			answer = count_of(asker);
			break;
		case INTRUDE:
			answer = intrude(&addr);
			break;
		case DIALED:
			answer = accept_and_echo(l);
			break;
		}
		send(commands, &answer, sizeof(answer), 0);
	}
	/* Behind the shim's back: this is not the process under test. */
	syscall(SYS_exit_group, 0);
}

static void ask(enum question question)
{
	int command[2] = {question, port};

	if (send(helper_pipe, command, sizeof(command), 0) < 0)
		die("send");
}

static int answer(void)
{
	int value = -1;

	if (recv(helper_pipe, &value, sizeof(value), 0) < 0)
		die("recv");
	return value;
}

/* Returns the port that the helper listens on. */
static unsigned short start_helper(void)
{
	int pair[2];
	pid_t asker = getpid();

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair))
		die("socketpair");
	if (fork() == 0) {
		close(pair[0]);
		help(pair[1], asker);
	}
	close(pair[1]);
	helper_pipe = pair[0];
	return (unsigned short)answer();
}

static int asked(enum question question)
{
	ask(question);
	return answer();
}

static void say(const char *what, long result)
{
	if (result < 0)
		printf("%s: %ld errno %d\n", what, result, errno);
	else
		printf("%s: %ld\n", what, result);
}

static void say_option(const char *name, int fd, int level, int option)
{
	int value = -1;
	socklen_t len = sizeof(value);

	say(name, getsockopt(fd, level, option, &value, &len));
	printf("  = %d\n", value);
}

static void say_all(int l, int copy)
{
	say_option("SO_REUSEADDR", l, SOL_SOCKET, SO_REUSEADDR);
	say_option("SO_KEEPALIVE", l, SOL_SOCKET, SO_KEEPALIVE);
	say_option("SO_RCVBUF", l, SOL_SOCKET, SO_RCVBUF);
	say_option("SO_ACCEPTCONN", l, SOL_SOCKET, SO_ACCEPTCONN);
	say_option("SO_PROTOCOL", l, SOL_SOCKET, SO_PROTOCOL);
	say_option("IP_TOS", l, SOL_IP, IP_TOS);
	say_option("TCP_NODELAY", copy, IPPROTO_TCP, TCP_NODELAY);
	say("F_GETFL", fcntl(l, F_GETFL));
	say("F_GETFD", fcntl(l, F_GETFD));
	say("F_GETFD", fcntl(copy, F_GETFD));
	say("F_GETSIG", fcntl(l, F_GETSIG));
}

static void say_event(const char *name, int set)
{
	struct epoll_event event = {0};
	int n = epoll_wait(set, &event, 1, 1000);

	printf("%s: %d %x %d\n", name, n, event.events, event.data.fd);
}

static void set_option(int fd, int level, int option, int value)
{
	say("setsockopt", setsockopt(fd, level, option, &value, sizeof(value)));
}

static void dial(unsigned short to)
{
	struct sockaddr_in addr = loopback(to), unspec = {0};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char c = 'd';

	say("socket", fd);
	say_option("SO_PROTOCOL", fd, SOL_SOCKET, SO_PROTOCOL);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		say("connect", -1);
		close(fd);
		return;
	}
	ask(DIALED);
	say("send", send(fd, &c, 1, 0));
	say("helper", answer());
	say("recv", recv(fd, &c, 1, 0));
	/* Again, and back to a socket that never dialed. */
	say("connect", connect(fd, (struct sockaddr *)&addr, sizeof(addr)));
	unspec.sin_family = AF_UNSPEC;
	say("connect", connect(fd, (struct sockaddr *)&unspec, sizeof(unspec)));
	close(fd);
}

static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGIO);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* From when on the call is refused, or what else is different. */
static enum when {
	LISTEN, /* from just before listen() */
	START,  /* from before the first socket */
	QUIET,  /* as LISTEN, but no signal is set */
	MANY, /* as LISTEN, with more descriptors than the shim asks one by one
	       */
	LATE, /* from just before an option that MPTCP refuses a listener */
} when;

static enum when when_of(const char *word)
{
	static const char *const words[] = {"listen", "start", "quiet", "many",
					    "late"};

	for (int i = LISTEN; i <= LATE; i++)
		if (!strcmp(word, words[i]))
			return (enum when)i;
	die(word);
	return LISTEN;
}

static void take_many(void)
{
	for (int i = 0; i < 64; i++)
		if (dup(STDIN_FILENO) < 0)
			die("dup");
}

static int make_socket(void)
{
	int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	say("socket", l);
	set_option(l, SOL_SOCKET, SO_KEEPALIVE, 1);
	set_option(l, SOL_SOCKET, SO_RCVBUF, 8192);
	set_option(l, SOL_IP, IP_TOS, 16);
	set_option(l, IPPROTO_TCP, TCP_NODELAY, 1);
	return l;
}

static void bind_socket(int l)
{
	struct sockaddr_in addr = loopback(0);
	socklen_t len = sizeof(addr);

	say("bind", bind(l, (struct sockaddr *)&addr, sizeof(addr)));
	if (syscall(SYS_getsockname, l, &addr, &len) == 0)
		port = ntohs(addr.sin_port);
	if (when == QUIET)
		return;
	fcntl(l, F_SETOWN, getpid());
	fcntl(l, F_SETSIG, SIGRTMIN);
}

static void watch(int set, int fd, int data)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = data};

	epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
}

static void serve(int l, int copy, const int set[2])
{
	struct sockaddr_in addr;
	socklen_t len = sizeof(addr);
	int accepted;
	char c = 0;

	if (getsockname(l, (struct sockaddr *)&addr, &len) == 0)
		printf("port: %s\n",
		       ntohs(addr.sin_port) == port ? "same" : "another");
	say("intruder", asked(INTRUDE));
	say("client", asked(CONNECT));
	say_event("first set", set[0]);
	say_event("second set", set[1]);
	accepted = accept(copy, NULL, NULL);
	say("accept", accepted);
	fcntl(accepted, F_SETFL, 0);
	say("recv", recv(accepted, &c, 1, 0));
	say("errno of accept", accept(l, NULL, NULL));
	close(accepted);
}

int main(int argc, char **argv)
{
	int err, l, copy, set[2];
	unsigned short helpers;

	if (argc < 4)
		die("arguments");
	err = atoi(argv[2]);
	when = when_of(argv[3]);
	helpers = start_helper();
	block_signals();
	if (when == MANY)
		take_many();
	set[0] = epoll_create1(0);
	set[1] = epoll_create1(0);
	if (err && when == START)
		filter_install(argv[1], err);
	l = make_socket();
	copy = dup(l);
	bind_socket(l);
	watch(set[0], l, 71);
	watch(set[1], copy, 72);
	say("descriptors", asked(COUNT));
	if (err && when != START && when != LATE)
		filter_install(argv[1], err);
	errno = 0;
	say("listen", listen(l, 8));
	if (when == LATE) {
		filter_install(argv[1], err);
		set_option(l, IPPROTO_TCP, TCP_USER_TIMEOUT, 5000);
	}
	say("descriptors", asked(COUNT));
	say_all(l, copy);
	serve(l, copy, set);
	say("listen", listen(copy, 16));
	close(copy);
	close(l);
	say("descriptors", asked(COUNT));
	dial(helpers);
	say("descriptors", asked(COUNT));
	/* The port is free again unless something of ours keeps it. */
	say("client of nobody", asked(CONNECT));
	return 0;
}
