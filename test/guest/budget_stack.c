// SPDX-License-Identifier: MIT
/*
 * How much stack each hooked call takes, by a stack of its own that is painted
 * before: prints "BYTES CALL". Run by budget_stack.bats, plain and under the
 * shim. The stack is shared memory, so that what a child's _exit() took is seen
 * as well.
 */
#include "guest.h"
#include <pthread.h>
#include <ucontext.h>

#define SIZE  65536
#define PAINT 0xa5

static unsigned char *stack;
static ucontext_t main_context, call_context;
static void (*call)(void);
static int fd, port, set;

static void trampoline(void)
{
	call();
}

static void taken(const char *name, void (*what)(void))
{
	unsigned char *at = stack;

	memset(stack, PAINT, SIZE);
	call = what;
	must(getcontext(&call_context));
	call_context.uc_stack.ss_sp = stack;
	call_context.uc_stack.ss_size = SIZE;
	call_context.uc_link = &main_context;
	makecontext(&call_context, trampoline, 0);
	must(swapcontext(&main_context, &call_context));
	while (*at == PAINT)
		at++;
	say("%d %s\n", (int)(stack + SIZE - at), name);
}

static void calls_socket(void)
{
	fd = socket(AF_INET, SOCK_STREAM, 0);
}

static void calls_bind(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};

	bind(fd, (struct sockaddr *)&at, sizeof(at));
}

static void calls_listen(void)
{
	listen(fd, 4);
}

static void calls_connect(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	connect(fd, (struct sockaddr *)&at, sizeof(at));
}

/* What MPTCP refuses: on a socket that is MPTCP it has to become TCP. */
static void calls_setsockopt(void)
{
	int ttl = 9;

	setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
}

static void calls_getsockopt(void)
{
	int ttl;
	socklen_t len = sizeof(ttl);

	getsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, &len);
}

static void calls_sendmsg(void)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)),
				.cmsg_level = SOL_SOCKET,
				.cmsg_type = SCM_RIGHTS}};
	struct iovec byte = {"x", 1};
	struct msghdr message = {.msg_iov = &byte,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	sendmsg(set, &message, 0);
}

static void calls_ioctl(void)
{
	int n;

	ioctl(fd, FIONREAD, &n);
}

/* Nothing but the call: fork() and waitpid() are done outside. */
static void calls_exit(void)
{
	_exit(0);
}

static void takes_exit(void)
{
	pid_t pid;
	unsigned char *at = stack;

	memset(stack, PAINT, SIZE);
	pid = must(fork());
	if (pid == 0) {
		must(listen(new_socket(AF_INET), 4));
		taken("unreached", calls_exit);
	}
	wait_for(pid);
	while (*at == PAINT)
		at++;
	say("%d _exit\n", (int)(stack + SIZE - at));
}

static void watched(void)
{
	struct epoll_event event = {.events = EPOLLIN};

	set = must(epoll_create1(0));
	must(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
	must(dup(fd));
}

static void *polls(void *other)
{
	struct pollfd p = {*(int *)other, 0, 0};

	poll(&p, 1, -1);
	return NULL;
}

/* Who waits is looked for then. */
static void takes_with_thread(int other)
{
	const struct timespec until_it_polls = {0, 100000000};
	pthread_t thread;

	fd = new_socket(AF_INET);
	must(listen(fd, 4));
	check(!pthread_create(&thread, NULL, polls, &other));
	nanosleep(&until_it_polls, NULL);
	taken("setsockopt listening beside a thread", calls_setsockopt);
	check(wire(fd) == IPPROTO_TCP);
}

static void all(void)
{
	int pair[2], on = 1, listener;

	stack = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	check(stack != MAP_FAILED);
	taken("socket", calls_socket);
	must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	taken("bind", calls_bind);
	watched();
	taken("listen", calls_listen);
	taken("getsockopt listening", calls_getsockopt);
	taken("setsockopt listening", calls_setsockopt);
	port = port_of(fd);
	listener = fd;
	fd = new_socket(AF_INET);
	watched();
	taken("getsockopt", calls_getsockopt);
	taken("setsockopt", calls_setsockopt);
	fd = new_socket(AF_INET);
	taken("connect", calls_connect);
	taken("ioctl", calls_ioctl);
	taken("getsockopt connected", calls_getsockopt);
	taken("setsockopt connected", calls_setsockopt);
	fd = take(listener);
	taken("ioctl accepted", calls_ioctl);
	taken("setsockopt accepted", calls_setsockopt);
	fd = new_socket(AF_INET);
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	set = pair[0];
	taken("sendmsg", calls_sendmsg);
	takes_exit();
	takes_with_thread(listener);
}

GUEST_CASES({"all", all})
