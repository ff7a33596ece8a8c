// SPDX-License-Identifier: MIT
/*
 * Processes with little room: no free descriptor, a limit lowered, privileges
 * dropped, no /proc, no main thread, another network namespace. listen()
 * works as it does plain, and what can't be done is left.
 * Run by holds_limits.bats, plain and under the shim.
 */
#include "guest.h"
#include <grp.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define NOBODY 65534

static int lfd;
static int port;

static void begin(void)
{
	lfd = new_socket(AF_INET);
	port = bind_loopback(lfd, AF_INET);
}

static void limit(rlim_t n)
{
	struct rlimit limits;

	must(getrlimit(RLIMIT_NOFILE, &limits));
	limits.rlim_cur = n;
	must(setrlimit(RLIMIT_NOFILE, &limits));
}

static void end(void)
{
	expect_wire(lfd);
	serves(lfd, AF_INET, port);
	say_descriptors();
}

/* The listener has the last descriptors but so many. */
static void with_free(int n)
{
	int fd;

	begin();
	fd = must(open("/dev/null", O_RDONLY));
	close(fd);
	limit((rlim_t)(fd + n));
	do_listen(lfd, 16);
	limit(1024);
	end();
}

static void none_free(void)
{
	with_free(0);
}

static void one_free(void)
{
	with_free(1);
}

/* It tells of a client. */
static void is_watched(int set)
{
	struct epoll_event event;
	int client = dial(AF_INET, port, IPPROTO_TCP);

	readable(lfd);
	say("events %d\n", must(epoll_wait(set, &event, 1, 0)));
	close(take(lfd));
	close(client);
}

/* One free, and an epoll set that would have to be looked into. */
static void one_free_epoll(void)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = 5};
	int set = must(epoll_create1(0));

	begin();
	must(epoll_ctl(set, EPOLL_CTL_ADD, lfd, &event));
	limit((rlim_t)lfd + 2);
	do_listen(lfd, 16);
	limit(1024);
	is_watched(set);
	end();
}

/* No number up there can be given again, but what is there works on. */
static void limit_lowered(void)
{
	begin();
	lfd = must(fcntl(lfd, F_DUPFD, 500));
	close(must(dup(lfd)));
	limit(100);
	do_listen(lfd, 16);
	limit(1024);
	end();
}

/* One of its numbers is below the limit, one above. */
static void limit_between(void)
{
	int high;

	begin();
	high = must(fcntl(lfd, F_DUPFD, 500));
	limit(100);
	do_listen(lfd, 16);
	limit(1024);
	end();
	expect_wire(high);
	serves(high, AF_INET, port);
}

/* Still root by name, and so the owner of what it makes. */
static void drop_capabilities(void)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3,
						  0};
	struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};

	if (getuid() != 0)
		cannot("needs root");
	must(syscall(SYS_capset, &header, none));
}

static void drop_privileges(void)
{
	if (setgroups(0, NULL))
		cannot("no right to drop privileges");
	must(setgid(NOBODY));
	must(setuid(NOBODY));
}

static void bind_low(void)
{
	struct sockaddr_storage at;
	socklen_t len;

	own_network();
	port = 80;
	len = loopback(&at, AF_INET, port);
	lfd = new_socket(AF_INET);
	must(bind(lfd, (struct sockaddr *)&at, len));
}

/* Bound to a port for root, whose rights are gone. */
static void low_port(void)
{
	bind_low();
	drop_capabilities();
	do_listen(lfd, 16);
	end();
}

static void low_port_still_root(void)
{
	bind_low();
	do_listen(lfd, 16);
	end();
}

static void high_port(void)
{
	begin();
	drop_capabilities();
	do_listen(lfd, 16);
	end();
}

/* Options that only root may set, set while it was. */
static void roots_option(int level, int name, int value)
{
	int is, client, accepted;
	socklen_t len = sizeof(is);

	own_network();
	begin();
	if (setsockopt(lfd, level, name, &value, sizeof(value)))
		cannot("no right to set it");
	drop_capabilities();
	do_listen(lfd, 16);
	must(getsockopt(lfd, level, name, &is, &len));
	say("listener has %d\n", is);
	client = dial(AF_INET, port, IPPROTO_TCP);
	accepted = take(lfd);
	must(getsockopt(accepted, level, name, &is, &len));
	say("accepted has %d\n", is);
	close(client);
	close(accepted);
	end();
}

static void mark(void)
{
	roots_option(SOL_SOCKET, SO_MARK, 77);
}

static void priority(void)
{
	roots_option(SOL_SOCKET, SO_PRIORITY, 7);
}

static void buffer(void)
{
	int force = 64 << 20, is;
	socklen_t len = sizeof(is);

	begin();
	if (setsockopt(lfd, SOL_SOCKET, SO_RCVBUFFORCE, &force, sizeof(force)))
		cannot("no right to set it");
	drop_capabilities();
	do_listen(lfd, 16);
	must(getsockopt(lfd, SOL_SOCKET, SO_RCVBUF, &is, &len));
	say("buffer %d\n", is);
	serves(lfd, AF_INET, port);
}

static void leave_proc(void)
{
	char empty[] = "/tmp/guest.XXXXXX";

	check(mkdtemp(empty));
	must(chdir(empty));
	rmdir(empty);
	if (chroot("."))
		cannot("no right to chroot()");
}

static void without_proc(void)
{
	begin();
	leave_proc();
	do_listen(lfd, 16);
	end();
}

/* What is registered in an epoll set only /proc tells. */
static void without_proc_epoll(void)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = 5};
	int set = must(epoll_create1(0));

	begin();
	must(epoll_ctl(set, EPOLL_CTL_ADD, lfd, &event));
	leave_proc();
	do_listen(lfd, 16);
	is_watched(set);
	end();
}

/* Far from the other descriptors, and under two numbers. */
static void without_proc_dup(void)
{
	int high;

	begin();
	lfd = must(fcntl(lfd, F_DUPFD, 900));
	high = must(fcntl(lfd, F_DUPFD, 950));
	leave_proc();
	do_listen(lfd, 16);
	end();
	expect_wire(high);
	serves(high, AF_INET, port);
}

/* Not even root may look into it, but a process may look at itself. */
static void not_dumpable(void)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = 5};
	int set = must(epoll_create1(0));

	drop_privileges();
	check(!prctl(PR_SET_DUMPABLE, 0));
	begin();
	must(epoll_ctl(set, EPOLL_CTL_ADD, lfd, &event));
	do_listen(lfd, 16);
	dial(AF_INET, port, IPPROTO_TCP);
	readable(lfd);
	say("events %d\n", must(epoll_wait(set, &event, 1, 0)));
	close(take(lfd));
	end();
}

static pthread_t first;

static void *listens(void *unused)
{
	check(!pthread_join(first, NULL));
	begin();
	do_listen(lfd, 16);
	end();
	say("end of main_gone\n");
	exit(0);
	return unused;
}

static void main_gone(void)
{
	pthread_t thread;

	first = pthread_self();
	check(!pthread_create(&thread, NULL, listens, NULL));
	pthread_exit(NULL);
}

/* A thread with descriptors of its own: the main thread's say nothing. */
static void *own_files(void *unused)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = 5};
	int set;

	must(unshare(CLONE_FILES));
	begin();
	set = must(epoll_create1(0));
	must(epoll_ctl(set, EPOLL_CTL_ADD, lfd, &event));
	do_listen(lfd, 16);
	dial(AF_INET, port, IPPROTO_TCP);
	readable(lfd);
	say("events %d\n", must(epoll_wait(set, &event, 1, 0)));
	close(take(lfd));
	end();
	return unused;
}

static void files_unshared(void)
{
	pthread_t thread;

	check(!pthread_create(&thread, NULL, own_files, NULL));
	check(!pthread_join(thread, NULL));
}

/*
 * A socket belongs to the network namespace in which it was made, not to the
 * one in which its process is when it listens: HAProxy's "namespace".
 */
static void other_network(void)
{
	struct sockaddr_storage at;
	int home, away;
	socklen_t len;

	/* Two new ones: the port is free in both. */
	own_network();
	home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	own_network();
	away = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	lfd = new_socket(AF_INET);
	must(setns(home, CLONE_NEWNET));
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	len = loopback(&at, AF_INET, port);
	say("from here: %s\n", result(try_dial_at(&at, len, IPPROTO_TCP)));
	must(setns(away, CLONE_NEWNET));
	end();
}

GUEST_CASES({"none_free", none_free}, {"one_free", one_free},
	    {"one_free_epoll", one_free_epoll},
	    {"limit_lowered", limit_lowered}, {"limit_between", limit_between},
	    {"low_port", low_port},
	    {"low_port_still_root", low_port_still_root},
	    {"high_port", high_port}, {"mark", mark}, {"priority", priority},
	    {"buffer", buffer}, {"without_proc", without_proc},
	    {"without_proc_epoll", without_proc_epoll},
	    {"without_proc_dup", without_proc_dup},
	    {"not_dumpable", not_dumpable}, {"main_gone", main_gone},
	    {"files_unshared", files_unshared},
	    {"other_network", other_network})
