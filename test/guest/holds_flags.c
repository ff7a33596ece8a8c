// SPDX-License-Identifier: MIT
/*
 * What a descriptor has beside its socket's options: status flags, signals
 * and who gets them, the numbers that come next.
 * Run by holds_flags.bats, plain and under the shim.
 */
#include "guest.h"
#include <sys/stat.h>
#include <sys/uio.h>

static int lfd;
static int port;
static siginfo_t got;
static volatile sig_atomic_t signals;

static void note(int number, siginfo_t *info, void *unused)
{
	(void)number;
	(void)unused;
	got = *info;
	signals = signals + 1;
}

static void watch(int number)
{
	struct sigaction action = {.sa_sigaction = note,
				   .sa_flags = SA_SIGINFO | SA_RESTART};

	must(sigaction(number, &action, NULL));
}

static void begin(void)
{
	lfd = new_socket(AF_INET);
	port = bind_loopback(lfd, AF_INET);
}

static void say_flags(int fd)
{
	struct f_owner_ex owner = {0};

	must(fcntl(fd, F_GETOWN_EX, &owner));
	say("flags %#x signal %d owner %s %s\n",
	    (unsigned int)must(fcntl(fd, F_GETFL)), must(fcntl(fd, F_GETSIG)),
	    owner.type == F_OWNER_TID   ? "thread"
	    : owner.type == F_OWNER_PID ? "process"
					: "group",
	    owner.pid == 0          ? "none"
	    : owner.pid == getpid() ? "us"
				    : "other");
}

/* A client comes; one signal does. */
static void signalled(void)
{
	struct timespec nap = {0, 1000000};
	int i, client;

	signals = 0;
	client = dial(AF_INET, port, IPPROTO_TCP);
	for (i = 0; i < 5000 && !signals; i++)
		nanosleep(&nap, NULL);
	/* SIGIO as such tells less: no descriptor. */
	say("signal %d code %d", got.si_signo, got.si_code);
	if (got.si_signo != SIGIO)
		say(" fd %d band %#lx", got.si_fd, (long)got.si_band);
	say("\n");
	close(take(lfd));
	close(client);
}

static void end(void)
{
	say_flags(lfd);
	expect_wire(lfd);
	serves(lfd, AF_INET, port);
	say_descriptors();
}

static void nonblock(void)
{
	begin();
	must(fcntl(lfd, F_SETFL, O_NONBLOCK));
	do_listen(lfd, 16);
	say("accept %s\n", result(accept(lfd, NULL, NULL)));
	end();
}

static void nonblock_born(void)
{
	lfd = must(
		socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	say("accept %s\n", result(accept(lfd, NULL, NULL)));
	end();
}

static void other_flags(void)
{
	begin();
	must(fcntl(lfd, F_SETFL, O_APPEND));
	do_listen(lfd, 16);
	end();
}

static void sigio(void)
{
	begin();
	watch(SIGIO);
	must(fcntl(lfd, F_SETOWN, getpid()));
	must(fcntl(lfd, F_SETFL, O_ASYNC | O_NONBLOCK));
	do_listen(lfd, 16);
	signalled();
	end();
}

static void realtime(void)
{
	begin();
	watch(SIGRTMIN + 3);
	must(fcntl(lfd, F_SETSIG, SIGRTMIN + 3));
	must(fcntl(lfd, F_SETOWN, getpid()));
	must(fcntl(lfd, F_SETFL, O_ASYNC));
	do_listen(lfd, 16);
	signalled();
	end();
}

static void to_thread(void)
{
	struct f_owner_ex owner = {F_OWNER_TID, getpid()};

	begin();
	watch(SIGRTMIN);
	must(fcntl(lfd, F_SETSIG, SIGRTMIN));
	must(fcntl(lfd, F_SETOWN_EX, &owner));
	must(fcntl(lfd, F_SETFL, O_ASYNC));
	do_listen(lfd, 16);
	signalled();
	end();
}

static void to_group(void)
{
	must(setpgid(0, 0));
	begin();
	watch(SIGRTMIN);
	must(fcntl(lfd, F_SETSIG, SIGRTMIN));
	must(fcntl(lfd, F_SETOWN, -getpgrp()));
	must(fcntl(lfd, F_SETFL, O_ASYNC));
	do_listen(lfd, 16);
	signalled();
	end();
}

static void by_ioctl(void)
{
	pid_t us = getpid();
	int on = 1;

	begin();
	watch(SIGIO);
	must(ioctl(lfd, SIOCSPGRP, &us));
	must(ioctl(lfd, FIOASYNC, &on));
	must(ioctl(lfd, FIONBIO, &on));
	do_listen(lfd, 16);
	signalled();
	end();
}

/* si_fd is the number under which O_ASYNC was asked for. */
static void under_a_copy(void)
{
	int copy;

	begin();
	watch(SIGRTMIN);
	copy = must(dup(lfd));
	must(fcntl(copy, F_SETSIG, SIGRTMIN));
	must(fcntl(copy, F_SETOWN, getpid()));
	must(fcntl(copy, F_SETFL, O_ASYNC));
	do_listen(lfd, 16);
	signalled();
	serves(lfd, AF_INET, port);
}

/* A signal is set for later, nothing is asked for yet. */
static void prepared(void)
{
	begin();
	watch(SIGRTMIN);
	must(fcntl(lfd, F_SETSIG, SIGRTMIN));
	must(fcntl(lfd, F_SETOWN, getpid()));
	do_listen(lfd, 16);
	say_flags(lfd);
	must(fcntl(lfd, F_SETFL, O_ASYNC));
	signalled();
	end();
}

/* The lowest free number is what it would be, with holes and without. */
static void next_number(void)
{
	int fds[20], i;

	for (i = 0; i < 20; i++)
		fds[i] = must(open("/dev/null", O_RDONLY));
	close(fds[3]);
	close(fds[7]);
	begin();
	say("listener %d\n", lfd);
	do_listen(lfd, 16);
	say("next %d\n", must(open("/dev/null", O_RDONLY)));
	say("next %d\n", must(open("/dev/null", O_RDONLY)));
	end();
}

/* Fifty listeners, and no descriptor more than that. */
static void no_leak(void)
{
	int i;

	for (i = 0; i < 50; i++) {
		begin();
		do_listen(lfd, 16);
		expect_wire(lfd);
	}
	end();
}

GUEST_CASES({"nonblock", nonblock}, {"nonblock_born", nonblock_born},
	    {"other_flags", other_flags}, {"sigio", sigio},
	    {"realtime", realtime}, {"to_thread", to_thread},
	    {"to_group", to_group}, {"by_ioctl", by_ioctl},
	    {"under_a_copy", under_a_copy}, {"prepared", prepared},
	    {"next_number", next_number}, {"no_leak", no_leak})
