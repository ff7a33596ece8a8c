// SPDX-License-Identifier: MIT
/*
 * What another thread does to a socket while listen() replaces it: it closes a
 * duplicate and opens a file, sets an option, registers it in an epoll set,
 * duplicates it, listens on it too, opens the last descriptors there are. All
 * is as it is plain. Run by the threads_*.bats files; argument: the case.
 */
#include "rounds.h"
#include <sys/resource.h>
#include <sys/stat.h>

#define ROUNDS 1500

static struct {
	int fd;    /* the socket that is listened on */
	int other; /* what the other thread has, made or found */
	int port;
	int set; /* an epoll set */
	int failed;
} shared;

/*
 * Of what another thread does to a socket, a call that had begun on the old one
 * and is kept from the processor until the second look is over is lost: fewer
 * than one in a hundred, where it was some in a hundred. A file that is
 * overwritten is one too many.
 */
#define FEW (ROUNDS / 100)

struct act {
	void (*before)(void);
	void (*meanwhile)(void);
	void (*after)(void);
};

/* Up to 120 microseconds: some of the rounds meet each moment of listen(). */
static void rounds(const struct act *act)
{
	struct rounds r = {ROUNDS, 120, act->meanwhile, 0, 0, 0};
	int round;

	rounds_start(&r);
	for (round = 1; round <= ROUNDS; round++) {
		shared.fd = new_socket(AF_INET);
		shared.port = bind_loopback(shared.fd, AF_INET);
		if (act->before)
			act->before();
		round_begin(&r, round);
		if (listen(shared.fd, 4))
			shared.failed++;
		round_end(&r, round);
		act->after();
		close(shared.fd);
	}
	rounds_end(&r);
	say("failed %d\n", shared.failed > FEW ? shared.failed : 0);
}

static void duplicate(void)
{
	shared.other = must(dup(shared.fd));
}

/* The file gets the number that the duplicate had. */
static void close_and_open(void)
{
	close(shared.other);
	shared.other = must(open("/dev/zero", O_RDONLY));
}

static void file_is_one(void)
{
	struct stat st;

	must(fstat(shared.other, &st));
	if (!S_ISCHR(st.st_mode))
		shared.failed += ROUNDS;
	close(shared.other);
}

static void closed(void)
{
	rounds(&(struct act){duplicate, close_and_open, file_is_one});
}

static void set_option(void)
{
	const int on = 1;

	must(setsockopt(shared.fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)));
}

static void has_option(void)
{
	shared.failed += raw_number(shared.fd, SOL_SOCKET, SO_KEEPALIVE) != 1;
}

static void option(void)
{
	rounds(&(struct act){NULL, set_option, has_option});
}

static void make_set(void)
{
	shared.set = must(epoll_create1(EPOLL_CLOEXEC));
}

static void watch(void)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = 77};

	must(epoll_ctl(shared.set, EPOLL_CTL_ADD, shared.fd, &event));
}

static void is_watched(void)
{
	int client = dial(AF_INET, shared.port, IPPROTO_TCP);
	struct epoll_event event = {.events = 0};

	if (epoll_wait(shared.set, &event, 1, 1000) != 1 ||
	    event.data.u64 != 77)
		shared.failed++;
	syscall(SYS_close, client);
	close(shared.set);
}

static void epoll(void)
{
	rounds(&(struct act){make_set, watch, is_watched});
}

static void both_listen(void)
{
	shared.failed += raw_number(shared.fd, SOL_SOCKET, SO_ACCEPTCONN) != 1;
	shared.failed +=
		raw_number(shared.other, SOL_SOCKET, SO_ACCEPTCONN) != 1;
	shared.failed += wire(shared.fd) != wire(shared.other);
	close(shared.other);
}

static void duplicated(void)
{
	rounds(&(struct act){NULL, duplicate, both_listen});
}

static void listen_too(void)
{
	if (listen(shared.fd, 4))
		shared.failed++;
}

static void listens(void)
{
	shared.failed += raw_number(shared.fd, SOL_SOCKET, SO_ACCEPTCONN) != 1;
}

static void twice(void)
{
	rounds(&(struct act){NULL, listen_too, listens});
}

static int main_is_done;

/* As long as main listens this thread takes the last descriptor there is. */
static void *opens(void *unused)
{
	int fd;

	while (!load(main_is_done)) {
		fd = open("/dev/null", O_RDONLY);
		if (fd < 0)
			shared.failed++;
		close(fd);
	}
	return unused;
}

/* Where MPTCP refuses it: what happens to it is not the question here. */
static void set_refused(int fd)
{
	const int ttl = 9;

	setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
}

static void listen_there(int fd)
{
	bind_loopback(fd, AF_INET);
	do_listen(fd, 4);
}

static void with_last_descriptor(void (*what)(int))
{
	struct rlimit limits = {0, 0};
	pthread_t thread;
	int round, fd = must(dup(0)), next = must(dup(0));

	close(fd);
	close(next);
	must(getrlimit(RLIMIT_NOFILE, &limits));
	limits.rlim_cur = (rlim_t)next + 1; /* one each */
	must(setrlimit(RLIMIT_NOFILE, &limits));
	check(!pthread_create(&thread, NULL, opens, NULL));
	for (round = 0; round < ROUNDS; round++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0)
			shared.failed++;
		what(fd);
		close(fd);
	}
	store(main_is_done, 1);
	check(!pthread_join(thread, NULL));
	say("failed %d\n", shared.failed);
}

static void last_descriptor(void)
{
	with_last_descriptor(listen_there);
}

static void last_for_option(void)
{
	with_last_descriptor(set_refused);
}

GUEST_CASES({"closed", closed}, {"option", option}, {"epoll", epoll},
	    {"duplicated", duplicated}, {"twice", twice},
	    {"last_descriptor", last_descriptor},
	    {"last_for_option", last_for_option})
