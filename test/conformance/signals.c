// SPDX-License-Identifier: MIT
/*
 * Topic signal: what a socket makes the kernel send. SIGPIPE on writing to
 * what is gone; SIGIO, or the signal F_SETSIG names, with the descriptor in
 * si_fd, also where the owner was set before listen(); SIGURG; and calls
 * that a signal breaks off.
 */
#include "cells.h"

#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

static volatile sig_atomic_t count, last_signal, last_fd, last_band;

static void note(int sig, siginfo_t *info, void *context)
{
	(void)context;
	count++;
	last_signal = sig;
	last_fd = sig == SIGPIPE ? -1 : info->si_fd;
	last_band = sig == SIGPIPE ? 0 : info->si_band;
}

static void catch (int sig, int flags)
{
	struct sigaction sa = {.sa_sigaction = note,
			       .sa_flags = SA_SIGINFO | flags};

	sigaction(sig, &sa, NULL);
}

static void forget(void)
{
	count = last_signal = last_band = 0;
	last_fd = -1;
}

static bool signalled(void)
{
	for (int ms = 0; !count && ms < WAIT_MS; ms++)
		nap(1);
	return count > 0;
}

static void broken_pipe(void)
{
	struct link l;

	catch (SIGPIPE, 0);
	at(NEW, NO_ROLE, NO_PEER);
	begin("SIGPIPE");
	forget();
	put("write", write(fresh(), "x", 1));
	put("signals", count);
	put("nosignal", send(fresh(), "x", 1, MSG_NOSIGNAL));
	put("signals", count);
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("SIGPIPE");
	forget();
	put("write", write(listening(), "x", 1));
	put("signals", count);
	end();
	for (const char *const *role = both_roles; *role; role++) {
		phase_of(*role);
		l = begin_linked("SIGPIPE/after-shutdown", *role);
		forget();
		shutdown(l.fd, SHUT_WR);
		put("write", write(l.fd, "x", 1));
		put("signals", count);
		put("nosignal", send(l.fd, "x", 1, MSG_NOSIGNAL));
		put("signals", count);
		end_linked(&l);
		l = begin_linked("SIGPIPE/peer-gone", *role);
		forget();
		peer_goes(&l);
		settle(l.fd, POLLIN | POLLRDHUP);
		put("write", write(l.fd, "x", 1));
		settle(l.fd, POLLHUP);
		put("second", write(l.fd, "x", 1));
		put("signals", count);
		end_linked(&l);
		l = begin_linked("SIGPIPE/reset", *role);
		forget();
		peer_breaks(&l);
		settle(l.fd, POLLIN | POLLERR | POLLHUP);
		put("write", write(l.fd, "x", 1));
		put("signals", count);
		put("second", write(l.fd, "x", 1));
		put("signals", count);
		end_linked(&l);
	}
}

static void put_io_signal(int fd)
{
	put("came", signalled());
	put("signal", last_signal == SIGIO      ? 1
		      : last_signal == SIGRTMIN ? 2
						: 0);
	if (last_signal == SIGRTMIN) {
		put("our-fd", last_fd == fd);
		put("band-in", !!(last_band & POLLIN));
	}
}

static void arm(int fd, int sig, bool thread)
{
	struct f_owner_ex owner = {F_OWNER_TID, 0};

	owner.pid = syscall(SYS_gettid);
	if (thread)
		put("setown_ex", fcntl(fd, F_SETOWN_EX, &owner));
	else
		put("setown", fcntl(fd, F_SETOWN, getpid()));
	if (sig)
		put("setsig", fcntl(fd, F_SETSIG, sig));
	put("async", fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_ASYNC));
}

static void put_owner(int fd)
{
	struct f_owner_ex owner = {0};

	put("owner", fcntl(fd, F_GETOWN) == getpid());
	put("getown_ex", fcntl(fd, F_GETOWN_EX, &owner));
	put("type", owner.type);
	put("sig", fcntl(fd, F_GETSIG) == SIGRTMIN);
}

/* Armed before listen(): each of the plain, realtime and thread ways. */
static void listener_io(void)
{
	static const char *const ways[] = {"SIGIO", "rt", "thread"};

	catch (SIGIO, SA_RESTART);
	catch (SIGRTMIN, SA_RESTART);
	for (int way = 0; way < 3; way++) {
		for (int late = 0; late < 2; late++) {
			int fd = late ? listening() : bound();

			at(LISTENING, LISTENER, with_peer);
			begin("%s/armed-%s", ways[way],
			      late ? "after-listen" : "before-listen");
			arm(fd, way ? SIGRTMIN : 0, way == 2);
			if (!late)
				put("listen", listen(fd, 5));
			put_owner(fd);
			forget();
			peer_connect(port_of(fd));
			put_io_signal(fd);
			end();
			close(fd);
		}
	}
}

static void linked_io(void)
{
	struct link l;

	catch (SIGIO, SA_RESTART);
	catch (SIGRTMIN, SA_RESTART);
	catch (SIGURG, SA_RESTART);
	for (const char *const *role = both_roles; *role; role++) {
		phase_of(*role);
		l = begin_linked("rt/data", *role);
		arm(l.fd, SIGRTMIN, false);
		put_owner(l.fd);
		forget();
		peer_send(l.peer, 3, 0);
		put_io_signal(l.fd);
		end();
		begin("rt/peer-shut");
		settle(l.fd, POLLIN);
		forget();
		peer_shutdown(l.peer, SHUT_WR);
		put("came", signalled());
		end_linked(&l);
		l = begin_linked("SIGURG", *role);
		put("setown", fcntl(l.fd, F_SETOWN, getpid()));
		forget();
		peer_send(l.peer, 1, MSG_OOB);
		put("came", signalled());
		put("urgent", last_signal == SIGURG);
		end_linked(&l);
		l = begin_linked("owner-not-inherited", *role);
		put("owner", fcntl(l.fd, F_GETOWN));
		put("sig", fcntl(l.fd, F_GETSIG));
		put("async", !!(fcntl(l.fd, F_GETFL) & O_ASYNC));
		end_linked(&l);
	}
	at(CONNECTED, DIALER, with_peer);
	begin("rt/armed-before-connect");
	int fd = fresh();

	arm(fd, SIGRTMIN, false);
	forget();
	l = dial(fd);
	put("came", signalled());
	put("our-fd", last_fd == fd);
	put_owner(fd);
	end_linked(&l);
}

/* A beat that goes on until the call comes back: no signal is too early. */
static timer_t beat(int sig)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
				 .sigev_signo = sig};
	struct itimerspec often = {{0, 5000000}, {0, 5000000}};
	timer_t timer;

	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &often, NULL);
	return timer;
}

static void accept_broken(void)
{
	timer_t timer;
	int fd;

	at(LISTENING, LISTENER, with_peer);
	begin("EINTR/accept");
	catch (SIGUSR1, 0);
	fd = listening();
	timer = beat(SIGUSR1);
	put_ok("accept", accept(fd, NULL, NULL));
	timer_delete(timer);
	end();
	begin("EINTR/accept-restarts");
	catch (SIGUSR1, SA_RESTART);
	peer_connect_later(port_of(fd), 30);
	timer = beat(SIGUSR1);
	put_ok("accept", accept(fd, NULL, NULL));
	timer_delete(timer);
	put_ok("peer", peer_collect());
	end();
}

/* A timeout on the socket: the call is broken off, not restarted. */
static void accept_timed(void)
{
	struct timeval tv = {.tv_usec = 200000};
	int fd = listening();
	timer_t timer;

	at(LISTENING, LISTENER, NO_PEER);
	begin("EINTR/accept-timed");
	catch (SIGUSR1, SA_RESTART);
	put("set", setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	timer = beat(SIGUSR1);
	put_ok("accept", accept(fd, NULL, NULL));
	timer_delete(timer);
	end();
}

static void connect_broken(void)
{
	struct sockaddr_storage addr;
	int fd = fresh(), port;
	timer_t timer;

	at(CONNECTING, DIALER, NO_PEER);
	begin("EINTR/connect");
	peer_listen(PEER_DEAF, &port);
	catch (SIGUSR1, 0);
	timer = beat(SIGUSR1);
	put("connect", connect(fd, (void *)&addr, loopback(&addr, port)));
	timer_delete(timer);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	put("again", connect(fd, (void *)&addr, loopback(&addr, port)));
	end();
}

static void recv_broken(void)
{
	struct timeval tv = {.tv_usec = 200000};

	for (const char *const *role = both_roles; *role; role++) {
		struct link l;
		timer_t timer;
		char c;

		phase_of(*role);
		begin("EINTR/recv");
		catch (SIGUSR1, 0);
		l = link_up(*role);
		timer = beat(SIGUSR1);
		put("recv", recv(l.fd, &c, 1, 0));
		timer_delete(timer);
		end();
		begin("EINTR/recv-timed");
		catch (SIGUSR1, SA_RESTART);
		setsockopt(l.fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
		timer = beat(SIGUSR1);
		put("recv", recv(l.fd, &c, 1, 0));
		timer_delete(timer);
		end_linked(&l);
	}
}

static const struct test_case cases[] = {
	{"pipe", broken_pipe},
	{"listener-io", listener_io},
	{"io", linked_io},
	{"accept-broken", accept_broken},
	{"accept-timed", accept_timed},
	{"connect-broken", connect_broken},
	{"recv-broken", recv_broken},
};

TOPIC(signals, "signal", cases);
