// SPDX-License-Identifier: MIT
/*
 * Sockets of all kinds, made, bound, dialed, listened on and closed at random
 * by many threads, with forks, signals, epoll sets, duplicates and options in
 * between. Counts its own dialers and listeners, for the reports to be held
 * against. Run by stress.bats. Arguments: seed, threads, rounds.
 */
#include "../guest/life_guest.h"
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#define THREADS_MAX  64
#define HELD         8  /* sockets that a thread has at a time */
#define PORTS        64 /* of listeners, some of which are gone */
#define FORKS        2  /* of each thread, at most */
#define CHILD_ROUNDS 12

#define add(x, n) __atomic_fetch_add(&(x), n, __ATOMIC_SEQ_CST)
#define get(x)    __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define set(x, n) __atomic_store_n(&(x), n, __ATOMIC_SEQ_CST)

/* What this process did, and what all did that lived to report it. */
struct tally {
	long dialers, listeners, reports;
};

static struct tally own, *all;
static int running, signals, rounds;
static unsigned short ports[PORTS];

static const struct kind {
	int domain, type, protocol;
} kinds[] = {
	{AF_INET, SOCK_STREAM, 0},
	{AF_INET, SOCK_STREAM, IPPROTO_TCP},
	{AF_INET, SOCK_STREAM, IPPROTO_MPTCP},
	{AF_INET6, SOCK_STREAM, 0},
	{AF_INET6, SOCK_STREAM, IPPROTO_TCP},
	{AF_INET6, SOCK_STREAM, IPPROTO_MPTCP},
	{AF_INET, SOCK_DGRAM, 0},
	{AF_INET6, SOCK_DGRAM, 0},
	{AF_UNIX, SOCK_STREAM, 0},
	{AF_UNIX, SOCK_SEQPACKET, 0},
	{AF_UNIX, SOCK_DGRAM, 0},
};

struct held {
	int fd; /* -1: none */
	const struct kind *kind;
	bool dialed, listens;
};

struct worker {
	pthread_t thread;
	unsigned int seed;
	int forks;
	int epoll;
	int copy; /* a duplicate of some socket, perhaps closed since; or -1 */
	int ends[2];
	struct held held[HELD];
};

static int any(struct worker *w, int n)
{
	return rand_r(&w->seed) % n;
}

/* Closing what the shim has closed, or moved, would be EBADF. */
static void drop(int *fd)
{
	if (*fd >= 0)
		CHECK(close(*fd) == 0);
	*fd = -1;
}

static bool counts(const struct held *h)
{
	return h->kind->domain != AF_UNIX && h->kind->type == SOCK_STREAM;
}

static socklen_t address(struct sockaddr_storage *out, int domain, int port)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof(*out));
	out->ss_family = (sa_family_t)domain;
	if (domain == AF_UNIX) /* no name: the kernel finds one to bind to */
		return sizeof(sa_family_t);
	if (domain == AF_INET) {
		*(struct sockaddr_in *)out = loopback((unsigned short)port);
		return sizeof(struct sockaddr_in);
	}
	v6->sin6_port = htons((unsigned short)port);
	v6->sin6_addr = in6addr_loopback;
	return sizeof(*v6);
}

static void make(struct worker *w, struct held *h)
{
	const int flags[] = {0, SOCK_CLOEXEC, SOCK_NONBLOCK};

	*h = (struct held){
		.kind = &kinds[any(w, sizeof(kinds) / sizeof(kinds[0]))]};
	h->fd = socket(h->kind->domain, h->kind->type | flags[any(w, 3)],
		       h->kind->protocol);
	CHECK(h->fd >= 0);
}

static void do_bind(struct worker *w, struct held *h)
{
	struct sockaddr_storage at;
	socklen_t len = address(&at, h->kind->domain, 0);

	(void)w;
	bind(h->fd, (struct sockaddr *)&at, len);
}

static void do_listen(struct worker *w, struct held *h)
{
	struct sockaddr_in6 at; /* the port is where sockaddr_in has it */
	socklen_t len = sizeof(at);

	if (listen(h->fd, any(w, 16)) || h->listens || !counts(h))
		return;
	h->listens = true;
	add(own.listeners, 1);
	CHECK(getsockname(h->fd, (struct sockaddr *)&at, &len) == 0);
	set(ports[any(w, PORTS)], ntohs(at.sin6_port));
}

/* Never blocks: a listener's queue may be full. */
static void do_dial(struct worker *w, struct held *h)
{
	struct sockaddr_storage at;
	socklen_t len =
		address(&at, h->kind->domain, get(ports[any(w, PORTS)]));

	CHECK(fcntl(h->fd, F_SETFL, O_NONBLOCK) == 0);
	if (counts(h) && !h->dialed && !h->listens) {
		h->dialed = true;
		add(own.dialers, 1);
	}
	connect(h->fd, (struct sockaddr *)&at, len);
}

static void do_accept(struct worker *w, struct held *h)
{
	int fd;
	char c;

	(void)w;
	if (!h->listens)
		return;
	CHECK(fcntl(h->fd, F_SETFL, O_NONBLOCK) == 0);
	fd = accept4(h->fd, NULL, NULL, SOCK_NONBLOCK);
	if (fd < 0)
		return;
	send(fd, "x", 1, MSG_NOSIGNAL);
	recv(fd, &c, 1, 0);
	drop(&fd);
}

static void do_talk(struct worker *w, struct held *h)
{
	char c;

	(void)w;
	send(h->fd, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	recv(h->fd, &c, 1, MSG_DONTWAIT);
}

static void set_any(struct worker *w, int fd)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{SOL_SOCKET, SO_REUSEADDR, 1},
		{SOL_SOCKET, SO_KEEPALIVE, 1},
		{SOL_SOCKET, SO_RCVBUF, 40000},
		{SOL_SOCKET, SO_OOBINLINE, 1},
		{IPPROTO_IP, IP_TTL, 9},
		{IPPROTO_IP, IP_TOS, 8},
		{IPPROTO_IPV6, IPV6_V6ONLY, 1},
		{IPPROTO_TCP, TCP_NODELAY, 1},
		{IPPROTO_TCP, TCP_KEEPIDLE, 30},
		{IPPROTO_TCP, TCP_USER_TIMEOUT, 1000},
		{IPPROTO_TCP, TCP_QUICKACK, 0},
		{IPPROTO_TCP, TCP_KEEPCNT, 1000},
	};
	const struct timeval soon = {0, 1000};
	int i = any(w, 1 + (int)(sizeof(options) / sizeof(options[0])));

	if (i == 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	else
		setsockopt(fd, options[i - 1].level, options[i - 1].name,
			   &options[i - 1].value, sizeof(int));
}

static void do_option(struct worker *w, struct held *h)
{
	set_any(w, h->fd);
	/* What the program asked for is what it sees. */
	if (counts(h))
		CHECK(seen_protocol(h->fd) ==
		      (h->kind->protocol ? h->kind->protocol : IPPROTO_TCP));
}

static void do_dup(struct worker *w, struct held *h)
{
	drop(&w->copy);
	w->copy = dup(h->fd);
	CHECK(w->copy >= 0);
	set_any(w, w->copy);
}

static void do_epoll(struct worker *w, struct held *h)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = h};
	int by = w->copy >= 0 && any(w, 4) == 0 ? w->copy : h->fd;

	if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, by, &event)) {
		CHECK(errno == EEXIST);
		CHECK(epoll_ctl(w->epoll, EPOLL_CTL_DEL, by, &event) == 0);
	}
	epoll_wait(w->epoll, &event, 1, 0);
}

/* To ourselves: what is sent is pinned, so not often. */
static void do_send(struct worker *w, struct held *h)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	char c = 'x';
	struct iovec data = {&c, 1};
	struct msghdr m = {.msg_iov = &data,
			   .msg_iovlen = 1,
			   .msg_control = &control,
			   .msg_controllen = sizeof(control)};
	int fd = h->fd;

	if (any(w, 8))
		return;
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	CHECK(sendmsg(w->ends[0], &m, 0) == 1);
	CHECK(recvmsg(w->ends[1], &m, MSG_CMSG_CLOEXEC) == 1);
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	drop(&fd);
}

static void do_close(struct worker *w, struct held *h)
{
	(void)w;
	drop(&h->fd);
}

static void do_fork(struct worker *w, struct held *h);

static void step(struct worker *w)
{
	static void (*const steps[])(struct worker *, struct held *) = {
		do_bind,   do_bind, do_listen, do_listen, do_dial, do_dial,
		do_accept, do_talk, do_option, do_option, do_dup,  do_epoll,
		do_epoll,  do_send, do_close,  do_close,  do_fork,
	};
	struct held *h = &w->held[any(w, HELD)];

	if (h->fd < 0)
		make(w, h);
	else
		steps[any(w, sizeof(steps) / sizeof(steps[0]))](w, h);
}

static void run(struct worker *w, int n)
{
	int i;

	w->copy = -1;
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	CHECK(w->epoll >= 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, w->ends) == 0);
	for (i = 0; i < HELD; i++)
		w->held[i].fd = -1;
	while (n--)
		step(w);
	for (i = 0; i < HELD; i++)
		drop(&w->held[i].fd);
	drop(&w->copy);
	drop(&w->epoll);
	drop(&w->ends[0]);
	drop(&w->ends[1]);
}

/* What this process did counts from here on: it is about to report it. */
static void tell(void)
{
	add(all->dialers, own.dialers);
	add(all->listeners, own.listeners);
	add(all->reports, own.dialers || own.listeners);
}

static void child(unsigned int seed, int way)
{
	struct worker w = {.seed = seed, .forks = FORKS};
	int before = open_descriptors();

	alarm(30);
	own = (struct tally){0, 0, 0};
	run(&w, CHILD_ROUNDS);
	CHECK(open_descriptors() == before);
	if (way == 0)
		raise(SIGKILL); /* nothing is reported */
	tell();
	if (way == 1)
		_Exit(0);
	_exit(0);
}

static void do_fork(struct worker *w, struct held *h)
{
	unsigned int seed = (unsigned int)any(w, 1 << 30);
	int status, way = any(w, 8);
	pid_t pid;

	(void)h;
	if (w->forks++ >= FORKS)
		return;
	pid = fork();
	CHECK(pid >= 0);
	if (!pid)
		child(seed, way);
	while (waitpid(pid, &status, 0) < 0)
		CHECK(errno == EINTR);
	CHECK(status == (way ? 0 : SIGKILL));
}

/* Only what is async-signal-safe. */
static void handler(int unused)
{
	int saved = errno;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int dialed = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in at = loopback(0);
	socklen_t len = sizeof(at);

	(void)unused;
	if (fd < 0 || dialed < 0 || bind(fd, (struct sockaddr *)&at, len) ||
	    listen(fd, 1) || getsockname(fd, (struct sockaddr *)&at, &len))
		abort();
	connect(dialed, (struct sockaddr *)&at, len);
	if (close(dialed) || close(fd))
		abort();
	add(own.listeners, 1);
	add(own.dialers, 1);
	add(signals, 1);
	errno = saved;
}

static void *work(void *worker)
{
	run(worker, rounds);
	add(running, -1);
	return NULL;
}

/* One at a time, to any of the threads: more could leave them no time. */
static void send_signals(void)
{
	const struct timespec pause = {0, 500000};
	int sent = 0;

	while (get(running)) {
		if (get(signals) == sent) {
			CHECK(kill(getpid(), SIGUSR1) == 0);
			sent++;
		}
		nanosleep(&pause, NULL);
	}
}

static void run_all(struct worker *workers, int threads, unsigned int seed)
{
	sigset_t usr1;
	int i;

	running = threads;
	for (i = 0; i < threads; i++) {
		workers[i] = (struct worker){.seed = seed + (unsigned int)i};
		CHECK(!pthread_create(&workers[i].thread, NULL, work,
				      &workers[i]));
	}
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	CHECK(!pthread_sigmask(SIG_BLOCK, &usr1, NULL));
	send_signals();
	for (i = 0; i < threads; i++)
		CHECK(!pthread_join(workers[i].thread, NULL));
}

int main(int argc, char **argv)
{
	static struct worker workers[THREADS_MAX];
	struct sigaction action = {.sa_handler = handler,
				   .sa_flags = SA_RESTART};
	int before = open_descriptors(), threads;

	CHECK(argc == 4);
	threads = atoi(argv[2]);
	rounds = atoi(argv[3]);
	CHECK(threads > 0 && threads <= THREADS_MAX);
	/* Said first: what hangs or crashes can then be done again. */
	printf("seed %s, %d threads, %d rounds\n", argv[1], threads, rounds);
	fflush(stdout);
	all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(all != MAP_FAILED);
	CHECK(!sigaction(SIGUSR1, &action, NULL));
	run_all(workers, threads, (unsigned int)atol(argv[1]));
	CHECK(open_descriptors() == before);
	tell();
	printf("%d signals\ncounted %ld %ld %ld\n", signals, all->dialers,
	       all->listeners, all->reports);
	return 0;
}
