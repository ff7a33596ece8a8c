// SPDX-License-Identifier: MIT
/*
 * Holders of a socket that are found only after another one was put under its
 * number, or not at all: further numbers, with and without an epoll set,
 * numbers far behind the others, another process. Run by
 * holds_afterwards.bats, plain and under the shim.
 */
#include "guest.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

#define DATA 0x1122334455667788u

static int set;
static int lfd;
static int port;

/* Where there are few descriptors each is asked before. */
static void begin(void)
{
	int i;

	for (i = 0; i < 20; i++)
		must(open("/dev/null", O_RDONLY | O_CLOEXEC));
	set = must(epoll_create1(EPOLL_CLOEXEC));
	lfd = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	port = bind_loopback(lfd, AF_INET);
}

static int control(int at, int op, int fd, uint64_t data)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};

	return epoll_ctl(at, op, fd, &event);
}

static void events_of(int at)
{
	struct epoll_event events[8];
	int i, n = must(epoll_wait(at, events, LEN(events), 0));

	for (i = 0; i < n; i++)
		say("event %#x data %#llx\n", events[i].events,
		    (unsigned long long)events[i].data.u64);
	if (!n)
		say("no event\n");
}

/* A client comes, all who watch are told, and it is taken by fd. */
static void comes(int fd)
{
	int client = dial(AF_INET, port, IPPROTO_TCP);

	readable(fd);
	events_of(set);
	close(must(accept(fd, NULL, NULL)));
	events_of(set);
	close(client);
}

static void listens(int fd)
{
	check(raw_number(fd, SOL_SOCKET, SO_ACCEPTCONN) == 1);
	expect_wire(fd);
	serves(fd, AF_INET, port);
}

/* A copy that no set knows, of a socket that a set knows. */
static void copy_and_set(void)
{
	int copy;

	begin();
	copy = must(fcntl(lfd, F_DUPFD_CLOEXEC, 60));
	must(control(set, EPOLL_CTL_ADD, lfd, DATA));
	do_listen(lfd, 16);
	comes(lfd);
	comes(copy);
	listens(copy);
	listens(lfd);
	say("add %s\n", result(control(set, EPOLL_CTL_ADD, lfd, 1)));
	close(lfd);
	/* A set forgets the socket with its last number. */
	lfd = copy;
	comes(copy);
	say_descriptors();
}

/* More copies than are looked at: all is as it was, the set as well. */
static void many_and_set(void)
{
	int i, last = -1;

	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, DATA));
	for (i = 0; i < 50; i++)
		last = must(dup(lfd));
	do_listen(lfd, 16);
	comes(lfd);
	comes(last);
	listens(last);
	listens(lfd);
	say_descriptors();
}

/* One socket, two numbers, and each number in the set. */
static void both_and_set(void)
{
	int copy;

	begin();
	copy = must(dup(lfd));
	must(control(set, EPOLL_CTL_ADD, lfd, 1));
	must(control(set, EPOLL_CTL_ADD, copy, 2));
	do_listen(copy, 16);
	say("del %s\n", result(control(set, EPOLL_CTL_DEL, copy, 0)));
	comes(copy);
	say("del %s\n", result(control(set, EPOLL_CTL_DEL, lfd, 0)));
	comes(lfd);
	listens(copy);
	say_descriptors();
}

/* One set, two numbers, inside another set. */
static void set_twice(void)
{
	int outer = must(epoll_create1(EPOLL_CLOEXEC));

	begin();
	must(control(set, EPOLL_CTL_ADD, lfd, DATA));
	must(control(outer, EPOLL_CTL_ADD, set, 1));
	must(dup(set));
	must(dup(outer));
	do_listen(lfd, 16);
	comes(lfd);
	listens(lfd);
	say("del %s\n", result(control(set, EPOLL_CTL_DEL, lfd, 0)));
	say("del %s\n", result(control(set, EPOLL_CTL_DEL, lfd, 0)));
	say_descriptors();
}

/* The set and a copy are far behind what comes first. */
static void far_away(void)
{
	int far, copy;

	begin();
	far = must(fcntl(set, F_DUPFD_CLOEXEC, 900));
	close(set);
	set = far;
	must(control(set, EPOLL_CTL_ADD, lfd, DATA));
	copy = must(fcntl(lfd, F_DUPFD, 600));
	do_listen(lfd, 16);
	comes(lfd);
	listens(copy);
	listens(lfd);
	say_descriptors();
}

/* A crowd of others, holes among them, and the set is the last. */
static void crowd(void)
{
	int i, fd = -1;

	begin();
	for (i = 0; i < 400; i++)
		fd = must(socket(AF_INET, SOCK_DGRAM, 0));
	for (i = 0; i < 100; i++)
		close(fd - 3 * i);
	set = must(fcntl(set, F_DUPFD_CLOEXEC, fd));
	must(control(set, EPOLL_CTL_ADD, lfd, DATA));
	do_listen(lfd, 16);
	comes(lfd);
	listens(lfd);
	say_descriptors();
}

static struct gate told, taken, done;

/* By its number, which no hook sees. */
static void takes(void)
{
	int parent = must(syscall(SYS_pidfd_open, getppid(), 0));
	long copy;

	check(read(told.ends[0], &lfd, sizeof(lfd)) == sizeof(lfd));
	copy = syscall(SYS_pidfd_getfd, parent, lfd, 0);
	if (copy < 0 && (errno == ENOSYS || errno == EPERM))
		cannot("no pidfd_getfd()");
	must(copy);
	gate_open(&taken);
	gate_wait(&done);
}

/*
 * Another process, older than the socket, has it all the same. (What it has
 * stays as it is, whoever replaces the other's.) Nothing waits for it, and
 * nothing is lost.
 */
static void elsewhere(bool with_set)
{
	pid_t pid;

	gate_make(&told);
	gate_make(&taken);
	gate_make(&done);
	pid = must(fork());
	if (!pid) {
		alarm(PATIENCE);
		takes();
		exit(0);
	}
	begin();
	if (with_set)
		must(control(set, EPOLL_CTL_ADD, lfd, DATA));
	check(write(told.ends[1], &lfd, sizeof(lfd)) == sizeof(lfd));
	gate_wait(&taken);
	do_listen(lfd, 16);
	listens(lfd);
	if (with_set)
		comes(lfd);
	gate_open(&done);
	wait_for(pid);
	listens(lfd);
	say_descriptors();
}

static void elsewhere_alone(void)
{
	elsewhere(false);
}

static void elsewhere_and_set(void)
{
	elsewhere(true);
}

GUEST_CASES({"copy_and_set", copy_and_set}, {"many_and_set", many_and_set},
	    {"both_and_set", both_and_set}, {"set_twice", set_twice},
	    {"far_away", far_away}, {"crowd", crowd},
	    {"elsewhere", elsewhere_alone},
	    {"elsewhere_and_set", elsewhere_and_set})
