// SPDX-License-Identifier: MIT
/*
 * The program that is measured: bench WHAT [ARGUMENT...]. For each number N
 * that it reads it does WHAT N times and answers with the nanoseconds that
 * took. It stays alive in between, so that several of them, each with another
 * library preloaded, can be asked in turn within milliseconds. Whatever is
 * not measured goes by raw system calls: no library is to see it.
 * Built and asked by bench.py.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "../../../shim/base/numbers.h"

#define LEN(list) (sizeof(list) / sizeof((list)[0]))

static char **arguments; /* those behind WHAT */

__attribute__((noreturn)) static void die(const char *call)
{
	fprintf(stderr, "bench: %s: %s\n", call, strerror(errno));
	exit(1);
}

static int must_at(long ret, const char *call)
{
	if (ret < 0)
		die(call);
	return (int)ret;
}

#define must(call) must_at((call), #call)

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int argument(int i)
{
	return atoi(arguments[i]);
}

/* Raw: what the libraries are not to see. */

static int raw_socket(int type, int protocol)
{
	return must(syscall(SYS_socket, AF_INET, type, protocol));
}

/* Nothing stays behind: no TIME_WAIT, no port in use. */
static void raw_reset(int fd)
{
	const struct linger now_or_never = {1, 0};

	syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_LINGER, &now_or_never,
		sizeof(now_or_never));
	syscall(SYS_close, fd);
}

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET};

	at.sin_port = htons((uint16_t)port);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return at;
}

static struct sockaddr_in name_of(int fd)
{
	struct sockaddr_in at;
	socklen_t len = sizeof(at);

	must(syscall(SYS_getsockname, fd, &at, &len));
	return at;
}

static int raw_listener(int protocol)
{
	struct sockaddr_in at = loopback(0);
	int fd = raw_socket(SOCK_STREAM | SOCK_CLOEXEC, protocol);

	must(syscall(SYS_bind, fd, &at, sizeof(at)));
	must(syscall(SYS_listen, fd, 1024));
	return fd;
}

/* socket DOMAIN TYPE PROTOCOL: socket() and close(). */
static uint64_t run_socket(long n)
{
	const int domain = argument(0), type = argument(1);
	const int protocol = argument(2);
	uint64_t start = now();

	while (n--)
		close(socket(domain, type, protocol));
	return now() - start;
}

/*
 * connect PROTOCOL PROTOCOL asks|calls: the dialer's and its listener's;
 * connect(), and before it one question to the kernel or none.
 */
static struct {
	int listener;
	struct sockaddr_in at;
} target;

static void start_connect(void)
{
	target.listener = raw_listener(argument(1));
	target.at = name_of(target.listener);
}

static void ask(int fd, int level, int name)
{
	char value[64];
	socklen_t len = sizeof(value);

	syscall(SYS_getsockopt, fd, level, name, value, &len);
}

static uint64_t run_connect(long n)
{
	const bool asks = !strcmp(arguments[2], "asks");
	uint64_t sum = 0, start;
	int fd, ret, peer;

	while (n--) {
		fd = must(socket(AF_INET, SOCK_STREAM, argument(0)));
		start = now();
		if (asks)
			ask(fd, SOL_SOCKET, SO_PROTOCOL);
		ret = connect(fd, (struct sockaddr *)&target.at,
			      sizeof(target.at));
		sum += now() - start;
		must(ret);
		peer = must(
			syscall(SYS_accept4, target.listener, NULL, NULL, 0));
		raw_reset(fd);
		raw_reset(peer);
	}
	return sum;
}

/* set|get STATE PROTOCOL: an option on a new|dialed|accepted socket. */
static int subject;

static void start_option(void)
{
	int fd, peer;

	target.listener = raw_listener(argument(1) ? argument(1) : IPPROTO_TCP);
	target.at = name_of(target.listener);
	fd = must(socket(AF_INET, SOCK_STREAM, argument(1)));
	subject = fd;
	if (!strcmp(arguments[0], "new"))
		return;
	must(connect(fd, (struct sockaddr *)&target.at, sizeof(target.at)));
	peer = must(accept(target.listener, NULL, NULL));
	if (!strcmp(arguments[0], "accepted"))
		subject = peer;
}

/* What servers and clients set most, from both ends of the tables. */
static const struct {
	int level;
	int name;
} popular[] = {
	{IPPROTO_TCP, TCP_NODELAY},
	{SOL_SOCKET, SO_KEEPALIVE},
	{IPPROTO_TCP, TCP_KEEPIDLE},
	{SOL_SOCKET, SO_REUSEADDR},
};

static uint64_t run_set(long n)
{
	int value = 1;
	uint64_t start = now();
	size_t i;

	while (n--)
		for (i = 0; i < LEN(popular); i++)
			must(setsockopt(subject, popular[i].level,
					popular[i].name, &value,
					sizeof(value)));
	return now() - start;
}

static uint64_t run_get(long n)
{
	int value;
	socklen_t len;
	uint64_t start = now();
	size_t i;

	while (n--)
		for (i = 0; i < LEN(popular); i++) {
			len = sizeof(value);
			must(getsockopt(subject, popular[i].level,
					popular[i].name, &value, &len));
		}
	return now() - start;
}

/* sendmsg: one byte to oneself, without control data. */
static void start_sendmsg(void)
{
	subject = must(socket(AF_INET, SOCK_DGRAM, 0));
	target.at = loopback(0);
	must(syscall(SYS_bind, subject, &target.at, sizeof(target.at)));
	target.at = name_of(subject);
}

static uint64_t run_sendmsg(long n)
{
	char byte = 0;
	struct iovec data = {&byte, 1};
	struct msghdr message = {
		.msg_name = &target.at,
		.msg_namelen = sizeof(target.at),
		.msg_iov = &data,
		.msg_iovlen = 1,
	};
	uint64_t sum = 0, start;

	while (n--) {
		start = now();
		must((int)sendmsg(subject, &message, 0));
		sum += now() - start;
		must(syscall(SYS_recvfrom, subject, &byte, 1, 0, NULL, NULL));
	}
	return sum;
}

/*
 * listen FAMILY DESCRIPTORS MANNER: listen() alone, on a socket with a typical
 * server's options, in a process with at least that many descriptors. MANNER
 * least: instead, socket(), bind(), listen() and dup3(), without which nobody
 * can put another socket there.
 */
static int epoll;

static void start_listen(void)
{
	int fd;

	epoll = must(epoll_create1(EPOLL_CLOEXEC));
	do
		fd = raw_socket(SOCK_DGRAM, 0);
	while (fd < argument(1) - 1);
}

static socklen_t wildcard(struct sockaddr_storage *at)
{
	memset(at, 0, sizeof(*at));
	at->ss_family = (sa_family_t)argument(0);
	return at->ss_family == AF_INET ? sizeof(struct sockaddr_in)
					: sizeof(struct sockaddr_in6);
}

static int server_socket(void)
{
	const int on = 1, idle = 600;
	struct sockaddr_storage at;
	socklen_t len = wildcard(&at);
	int fd = must(socket(argument(0), SOCK_STREAM | SOCK_NONBLOCK, 0));

	must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	must(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)));
	must(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)));
	must(setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle)));
	if (argument(0) == AF_INET6)
		must(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
				sizeof(on)));
	must(bind(fd, (struct sockaddr *)&at, len));
	return fd;
}

/* The options that a replace takes along. */
static const struct {
	int level;
	int name;
	bool varies; /* so does its default: a new socket has to be asked */
} options[] = {
#define ASK (-99)
#define OPTION(level, name, kind, accepted, standard, traits) \
	{level, name, (standard) == ASK},
#include "../../../shim/know/options.def"
};

/* What they cost that only looks what has been changed. */
static uint64_t asked(int fd)
{
	uint64_t start = now();
	int fresh = must(socket(argument(0), SOCK_STREAM, 0));
	size_t i;

	for (i = 0; i < LEN(options); i++) {
		if (options[i].level == SOL_IPV6 && argument(0) != AF_INET6)
			continue;
		ask(fd, options[i].level, options[i].name);
		if (options[i].varies)
			ask(fresh, options[i].level, options[i].name);
	}
	close(fresh);
	return now() - start;
}

static uint64_t least(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);
	const int on = 1;
	uint64_t start, sum;
	int made;

	must(getsockname(fd, (struct sockaddr *)&at, &len));
	start = now();
	made = socket(argument(0), SOCK_STREAM, IPPROTO_MPTCP);
	sum = now() - start;
	must(made);
	must(setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	if (argument(0) == AF_INET6)
		must(setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, &on,
				sizeof(on)));
	start = now();
	must(bind(made, (struct sockaddr *)&at, len));
	must(listen(made, 511));
	must(dup3(made, fd, 0));
	sum += now() - start;
	close(made);
	return sum;
}

static uint64_t run_listen(long n)
{
	uint64_t sum = 0, start;
	int fd, ret;

	while (n--) {
		fd = server_socket();
		if (!strcmp(arguments[2], "least")) {
			sum += least(fd);
		} else if (!strcmp(arguments[2], "asked")) {
			sum += asked(fd);
			sum += least(fd);
		} else {
			start = now();
			ret = listen(fd, 511);
			sum += now() - start;
			must(ret);
		}
		close(fd);
	}
	return sum;
}

/*
 * retreat FAMILY DESCRIPTORS: setting an option that MPTCP refuses on a new
 * socket, alone, in a process with at least that many descriptors.
 */
static uint64_t run_retreat(long n)
{
	const int hops = 255;
	uint64_t sum = 0, start;
	int fd, ret;

	while (n--) {
		fd = must(socket(argument(0), SOCK_STREAM, 0));
		start = now();
		ret = setsockopt(fd, IPPROTO_IP, IP_TTL, &hops, sizeof(hops));
		sum += now() - start;
		must(ret);
		close(fd);
	}
	return sum;
}

/* spawn LIBRARY PROGRAM...: from nothing to its exit; LIBRARY may be empty. */
static char **spawn_environ;

static void start_spawn(void)
{
	static char preload[4096];
	size_t n = 0, i;

	while (environ[n])
		n++;
	spawn_environ = calloc(n + 2, sizeof(*spawn_environ));
	if (!spawn_environ)
		die("calloc");
	for (i = 0; i < n; i++)
		spawn_environ[i] = environ[i];
	if (!*arguments[0])
		return;
	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", arguments[0]);
	spawn_environ[n] = preload;
}

static uint64_t run_spawn(long n)
{
	uint64_t start = now();
	int status;
	pid_t pid;

	while (n--) {
		errno = posix_spawn(&pid, arguments[1], NULL, NULL,
				    arguments + 1, spawn_environ);
		if (errno)
			die(arguments[1]);
		must(waitpid(pid, &status, 0));
		if (status)
			die("child");
	}
	return now() - start;
}

/* dial PROTOCOL PORT: a whole connection: dial, a byte each way, the end. */
static uint64_t run_dial(long n)
{
	const struct sockaddr_in at = loopback(argument(1));
	uint64_t start = now();
	char byte = 0;
	int fd;

	while (n--) {
		fd = must(socket(AF_INET, SOCK_STREAM, argument(0)));
		must(connect(fd, (const struct sockaddr *)&at, sizeof(at)));
		must((int)send(fd, &byte, 1, MSG_NOSIGNAL));
		must((int)recv(fd, &byte, 1, 0));
		raw_reset(fd);
	}
	return now() - start;
}

/* The server of dial: serve PROTOCOL. Says its port, serves until killed. */
static void serve(void)
{
	int listener = raw_listener(argument(0)), peer;
	char byte;

	printf("%d\n", ntohs(name_of(listener).sin_port));
	fflush(stdout);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		peer = must(accept4(listener, NULL, NULL, SOCK_CLOEXEC));
		while (recv(peer, &byte, 1, 0) == 1)
			(void)!send(peer, &byte, 1, MSG_NOSIGNAL);
		close(peer);
	}
}

/*
 * threads COUNT: that many threads, each its share of N dialers, which are
 * refused at once: what all threads write to is the counters.
 */
static pthread_barrier_t barrier;
static long share;

static void *refused(void *unused)
{
	const struct sockaddr_in nobody = loopback(1);
	long n;
	int fd;

	for (;;) {
		pthread_barrier_wait(&barrier);
		for (n = share; n; n--) {
			fd = must(socket(AF_INET, SOCK_STREAM, 0));
			connect(fd, (const struct sockaddr *)&nobody,
				sizeof(nobody));
			close(fd);
		}
		pthread_barrier_wait(&barrier);
	}
	return unused;
}

static void start_threads(void)
{
	pthread_t thread;
	int i;

	pthread_barrier_init(&barrier, NULL, (unsigned int)argument(0) + 1);
	for (i = 0; i < argument(0); i++) {
		errno = pthread_create(&thread, NULL, refused, NULL);
		if (errno)
			die("pthread_create");
	}
}

static uint64_t run_threads(long n)
{
	uint64_t start;

	share = n / argument(0) + 1;
	start = now();
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return now() - start;
}

/*
 * sockets: opens N more sockets and keeps them; -N: opens and closes N. Its
 * answer is no time; who asks looks at the process's memory.
 */
static uint64_t run_sockets(long n)
{
	const int on = 1;
	long i;
	int fd;

	for (i = 0; i < labs(n); i++) {
		fd = must(socket(AF_INET, SOCK_STREAM, 0));
		must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
		if (n < 0)
			close(fd);
	}
	return 0;
}

static void start_nothing(void)
{
}

static const struct {
	const char *name;
	int arguments;
	void (*start)(void);
	uint64_t (*run)(long n);
} list[] = {
	{"socket", 3, start_nothing, run_socket},
	{"connect", 3, start_connect, run_connect},
	{"set", 2, start_option, run_set},
	{"get", 2, start_option, run_get},
	{"sendmsg", 0, start_sendmsg, run_sendmsg},
	{"listen", 3, start_listen, run_listen},
	{"retreat", 2, start_listen, run_retreat},
	{"spawn", 2, start_spawn, run_spawn},
	{"dial", 2, start_nothing, run_dial},
	{"threads", 1, start_threads, run_threads},
	{"sockets", 0, start_nothing, run_sockets},
};

static void answer(uint64_t (*run)(long))
{
	char line[32];
	ssize_t got;
	long n;
	int len;

	for (;;) {
		got = read(STDIN_FILENO, line, sizeof(line) - 1);
		if (got <= 0)
			return;
		line[got] = '\0';
		n = strtol(line, NULL, 10);
		/* The others have emptied the caches since. */
		if (n > 1)
			run((n + 7) / 8);
		len = snprintf(line, sizeof(line), "%llu\n",
			       (unsigned long long)run(n));
		if (write(STDOUT_FILENO, line, (size_t)len) != len)
			return;
	}
}

int main(int argc, char **argv)
{
	size_t i;

	arguments = argv + 2;
	if (argc == 3 && !strcmp(argv[1], "serve"))
		serve();
	for (i = 0; argc > 1 && i < LEN(list); i++) {
		if (strcmp(list[i].name, argv[1]) ||
		    argc - 2 < list[i].arguments)
			continue;
		list[i].start();
		answer(list[i].run);
		return 0;
	}
	fprintf(stderr, "usage: bench WHAT [ARGUMENT...]\n");
	return 2;
}
