/* SPDX-License-Identifier: MIT */
/*
 * What the guests share: small programs that run plain and under the shim and
 * say on stdout what they saw, so that the two can be compared. Included
 * first by each of them. Whatever only the test wants to know, and its
 * clients, go by raw system calls: the shim is not to see them.
 */
#ifndef GUEST_H
#define GUEST_H

#include "../sockets.h"
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>

#define PATIENCE  20 /* seconds; then SIGALRM ends the guest */
#define CANNOT    77 /* exit status: this machine can't run the test */
#define LEN(list) (sizeof(list) / sizeof((list)[0]))

__attribute__((format(printf, 1, 2))) static inline void say(const char *format,
							     ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(STDOUT_FILENO, format, args);
	va_end(args);
}

__attribute__((format(printf, 1, 2), noreturn)) static inline void
fail(const char *format, ...)
{
	va_list args;

	say("FAILED: ");
	va_start(args, format);
	vdprintf(STDOUT_FILENO, format, args);
	va_end(args);
	say("\n");
	exit(1);
}

__attribute__((noreturn)) static inline void cannot(const char *why)
{
	say("%s\n", why);
	exit(CANNOT);
}

static inline int must_at(long ret, const char *call, int line)
{
	if (ret < 0)
		fail("line %d: %s: %s", line, call, strerror(errno));
	return (int)ret;
}

#define must(call) must_at((long)(call), #call, __LINE__)
#define check(condition)       \
	((condition) ? (void)0 \
		     : fail("line %d: not true: %s", __LINE__, #condition))

/* A result as a program sees it: "0", or the errno's name. */
static inline const char *result(long ret)
{
	return ret < 0 ? strerrorname_np(errno) : "ok";
}

/* A page of zeros; where it ends, nothing can be read or written. */
static inline unsigned char *edge_of_memory(void)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *at = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check(at != MAP_FAILED);
	check(!mprotect(at + page, page, PROT_NONE));
	return at + page;
}

/* GUEST_WIRE: what listeners are to be in this run; unset when run plain. */
static inline int wire_wanted(void)
{
	const char *want = getenv("GUEST_WIRE");

	if (!want || !*want)
		return 0;
	return strcmp(want, "mptcp") ? IPPROTO_TCP : IPPROTO_MPTCP;
}

static inline void expect_wire(int fd)
{
	int want = wire_wanted();

	if (want && wire(fd) != want)
		fail("descriptor %d is protocol %d, wanted %d", fd, wire(fd),
		     want);
}

static inline int new_socket(int domain)
{
	return must(socket(domain, SOCK_STREAM, 0));
}

static inline socklen_t loopback(struct sockaddr_storage *out, int domain,
				 int port)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof(*out));
	out->ss_family = (sa_family_t)domain;
	if (domain == AF_INET) {
		v4->sin_port = htons((uint16_t)port);
		v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(*v4);
	}
	v6->sin6_port = htons((uint16_t)port);
	v6->sin6_addr = in6addr_loopback;
	return sizeof(*v6);
}

static inline int port_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);

	must(getsockname(fd, (struct sockaddr *)&at, &len));
	return ntohs(((struct sockaddr_in *)&at)->sin_port);
}

static inline int bind_loopback(int fd, int domain)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, domain, 0);

	must(bind(fd, (struct sockaddr *)&at, len));
	return port_of(fd);
}

/* Success must leave errno alone. */
static inline void do_listen(int fd, int backlog)
{
	errno = 7777;
	if (listen(fd, backlog))
		fail("listen: %s", strerror(errno));
	if (errno != 7777)
		fail("listen() left errno %d", errno);
}

/* A bound listener; *port is where. */
static inline int new_listener(int domain, int *port)
{
	int fd = new_socket(domain);

	*port = bind_loopback(fd, domain);
	do_listen(fd, 16);
	return fd;
}

/* Clients are not the shim's: raw system calls. */
static inline int try_dial_at(const struct sockaddr_storage *at, socklen_t len,
			      int protocol)
{
	long fd = syscall(SYS_socket, at->ss_family, SOCK_STREAM | SOCK_CLOEXEC,
			  protocol);
	int saved;

	if (fd >= 0 && syscall(SYS_connect, fd, at, len)) {
		saved = errno;
		syscall(SYS_close, fd);
		errno = saved;
		return -1;
	}
	return (int)fd;
}

static inline int dial(int domain, int port, int protocol)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, domain, port);

	return must(try_dial_at(&at, len, protocol));
}

static inline void readable(int fd)
{
	struct pollfd p = {fd, POLLIN, 0};

	check(poll(&p, 1, PATIENCE * 1000) == 1);
}

static inline int take(int listener)
{
	readable(listener);
	return must(accept(listener, NULL, NULL));
}

/* Both ways, with data that can't be anybody else's. */
static inline void talk(int one, int other)
{
	static unsigned int serial;
	char out[32], in[32];
	int i, n, fds[2] = {one, other};

	for (i = 0; i < 2; i++) {
		n = snprintf(out, sizeof(out), "%u from %d", ++serial, i);
		check(send(fds[i], out, (size_t)n, MSG_NOSIGNAL) == n);
		readable(fds[!i]);
		check(recv(fds[!i], in, sizeof(in), 0) == n);
		check(!memcmp(in, out, (size_t)n));
	}
}

/*
 * A plain TCP and an MPTCP client are served by accept(via); what the second
 * gets is MPTCP if the listener is.
 */
static inline void serves(int via, int domain, int port)
{
	static const int protocols[] = {IPPROTO_TCP, IPPROTO_MPTCP};
	int client, accepted, is, want;
	size_t i;

	for (i = 0; i < LEN(protocols); i++) {
		want = protocols[i] == wire(via) ? protocols[i] : IPPROTO_TCP;
		client = dial(domain, port, protocols[i]);
		accepted = take(via);
		is = wire(accepted);
		if (is != want)
			fail("accepted protocol %d, wanted %d", is, want);
		talk(client, accepted);
		syscall(SYS_close, client);
		close(accepted);
	}
	say("served\n");
}

/* All descriptors, "+" for close-on-exec: a leak or another order shows. */
static inline void say_descriptors(void)
{
	int fd, flags;

	say("descriptors");
	for (fd = 0; fd < 4096; fd++) {
		flags = fcntl(fd, F_GETFD);
		if (flags >= 0)
			say(" %d%s", fd, flags & FD_CLOEXEC ? "+" : "");
	}
	say("\n");
}

/* A child with its own deadline; it ends when the function returns. */
static inline pid_t child_of(void (*run)(void *), void *with)
{
	pid_t pid = must(fork());

	if (pid)
		return pid;
	alarm(PATIENCE);
	run(with);
	exit(0);
}

static inline void wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		check(errno == EINTR);
	if (status)
		fail("a child ended with status %#x", (unsigned int)status);
}

/* A step that one process waits for and another makes. */
struct gate {
	int ends[2];
};

static inline void gate_make(struct gate *g)
{
	must(pipe2(g->ends, O_CLOEXEC));
}

static inline void gate_open(const struct gate *g)
{
	check(write(g->ends[1], "x", 1) == 1);
}

static inline void gate_wait(const struct gate *g)
{
	char c;

	check(read(g->ends[0], &c, 1) == 1);
}

/* A network namespace with nothing in it but loopback. */
static inline void own_network(void)
{
	if (unshare(CLONE_NEWNET))
		cannot("no right to make a network namespace");
	must(set_loopback(true));
}

struct guest_case {
	const char *name;
	void (*run)(void);
};

static inline int run_case(const struct guest_case *cases, size_t n, int argc,
			   char **argv)
{
	size_t i;

	alarm(PATIENCE);
	for (i = 0; argc > 1 && i < n; i++) {
		if (strcmp(cases[i].name, argv[1]))
			continue;
		cases[i].run();
		say("end of %s\n", argv[1]);
		return 0;
	}
	fail("no such case");
}

#define GUEST_CASES(...)                                                \
	int main(int argc, char **argv)                                 \
	{                                                               \
		static const struct guest_case cases[] = {__VA_ARGS__}; \
                                                                        \
		return run_case(cases, LEN(cases), argc, argv);         \
	}

#endif
