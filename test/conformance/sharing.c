// SPDX-License-Identifier: MIT
/*
 * Topic share: sockets that more than one process or thread has. Made
 * before a fork and used on either side, given to an executed program,
 * sent with SCM_RIGHTS, and used by threads at once.
 */
#include "cells.h"

#include <pthread.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Lets two processes take turns: nothing here may race. */
static int turn[2][2];

static void turns(void)
{
	if (pipe(turn[0]) < 0 || pipe(turn[1]) < 0)
		put_errno("setup-pipe", errno);
}

static void hand_over(int to)
{
	if (write(turn[to][1], "x", 1) != 1)
		put_errno("setup-turn", errno);
}

static void await(int me)
{
	char c;

	if (read(turn[me][0], &c, 1) != 1)
		put_errno("setup-turn", errno);
}

/* Runs deed in a child; its result, an errno or 0, is the exit status. */
static int in_child(int (*deed)(int), int fd)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(deed(fd));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static int listen_on(int fd)
{
	return listen(fd, 5) < 0 ? errno : 0;
}

static int accept_on(int fd)
{
	int ret = accept(fd, NULL, NULL);

	return ret < 0 ? errno : 0;
}

static int bind_on(int fd)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);

	return bind(fd, (void *)&addr, len) < 0 ? errno : 0;
}

static int set_on(int fd)
{
	int val = 1234;

	return setsockopt(fd, IPPROTO_TCP, 18, &val, sizeof(val)) < 0 ? errno
								      : 0;
}

static int nothing(int fd)
{
	(void)fd;
	return 0;
}

static void put_works(const char *label, int lfd)
{
	struct link l;

	settle(lfd, 0);
	l = serve(lfd);
	put_ok(label, l.fd);
	l.lfd = -1;
	link_down(&l);
}

static void parent_and_child(void)
{
	int fd, id, val = 0;
	socklen_t len = sizeof(val);

	at(LISTENING, LISTENER, with_peer);
	begin("fork/child-listens");
	fd = bound();
	put_errno("child", in_child(listen_on, fd));
	put_mask("mask", look(fd));
	put_works("accept", fd);
	end();
	begin("fork/child-listens-first");
	fd = bound();
	put_errno("child", in_child(listen_on, fd));
	put("parent", listen(fd, 5));
	put_works("accept", fd);
	end();
	begin("fork/parent-listens-child-gone");
	fd = bound();
	put_errno("child", in_child(nothing, fd));
	put("parent", listen(fd, 5));
	put_works("accept", fd);
	end();
	begin("fork/child-accepts");
	fd = listening();
	id = peer_connect(port_of(fd));
	put_ok("connect", id);
	put_errno("child", in_child(accept_on, fd));
	put_works("accept", fd);
	end();
	begin("fork/child-binds");
	fd = fresh();
	put_errno("child", in_child(bind_on, fd));
	put("listen", listen(fd, 5));
	put_works("accept", fd);
	end();
	at(NEW, NO_ROLE, NO_PEER);
	begin("fork/child-sets");
	fd = fresh();
	put_errno("child", in_child(set_on, fd));
	put("get", getsockopt(fd, IPPROTO_TCP, 18, &val, &len));
	put("val", val);
	end();
}

/* The child lives on while the parent listens: it must see the listener. */
static void living_child(void)
{
	int fd, status, late, id;
	pid_t pid;

	at(LISTENING, LISTENER, with_peer);
	begin("fork/parent-listens-child-accepts");
	turns();
	fd = bound();
	pid = fork();
	if (pid == 0) {
		await(1);
		_exit(accept_on(fd));
	}
	put("parent", listen(fd, 5));
	id = peer_connect(port_of(fd));
	put_ok("connect", id);
	hand_over(1);
	waitpid(pid, &status, 0);
	put_errno("child", WEXITSTATUS(status));
	put_works("accept", fd);
	end();
	begin("fork/both-listen");
	turns();
	fd = bound();
	pid = fork();
	if (pid == 0) {
		await(1);
		late = listen_on(fd);
		hand_over(0);
		await(1);
		_exit(late ? late : accept_on(fd));
	}
	put("parent", listen(fd, 5));
	hand_over(1);
	await(0);
	id = peer_connect(port_of(fd));
	put_ok("connect", id);
	hand_over(1);
	waitpid(pid, &status, 0);
	put_errno("child", WEXITSTATUS(status));
	put_works("accept", fd);
	end();
	begin("fork/child-listens-parent-accepts");
	turns();
	fd = bound();
	pid = fork();
	if (pid == 0) {
		late = listen_on(fd);
		hand_over(0);
		await(1);
		_exit(late);
	}
	await(0);
	put_works("accept", fd);
	hand_over(1);
	waitpid(pid, &status, 0);
	put_errno("child", WEXITSTATUS(status));
	end();
	begin("fork/prefork-workers");
	turns();
	fd = listening();
	for (int i = 0; i < 3; i++) {
		pid = fork();
		if (pid == 0)
			_exit(accept_on(fd));
	}
	for (int i = 0; i < 3; i++)
		peer_connect(port_of(fd));
	for (int i = 0; i < 3; i++) {
		wait(&status);
		put_errno("worker", WEXITSTATUS(status));
	}
	end();
	begin("fork/grandchild");
	turns();
	fd = bound();
	pid = fork();
	if (pid == 0)
		_exit(in_child(listen_on, fd));
	waitpid(pid, &status, 0);
	put_errno("grandchild", WEXITSTATUS(status));
	put_works("accept", fd);
	end();
}

/* A child of fork() makes its own sockets, as a forking server does. */
static int make_and_listen(int fd)
{
	struct link l;
	int own = listening(), err;

	(void)fd;
	l = serve(own);
	err = l.fd < 0 ? errno : 0;
	link_down(&l);
	return err;
}

static int make_and_connect(int fd)
{
	struct link l = dial(fresh());
	int err = l.peer < 0 ? errno : 0;

	(void)fd;
	link_down(&l);
	return err;
}

static void own_in_child(void)
{
	at(LISTENING, LISTENER, with_peer);
	begin("fork/own-listener");
	put_errno("child", in_child(make_and_listen, -1));
	end();
	at(CONNECTED, DIALER, with_peer);
	begin("fork/own-dialer");
	put_errno("child", in_child(make_and_connect, -1));
	end();
}

static int send_here(int fd)
{
	return send(fd, "abc", 3, MSG_NOSIGNAL) == 3 ? 0 : errno;
}

static void linked_in_child(void)
{
	for (const char *const *role = both_roles; *role; role++) {
		struct link l;

		phase_of(*role);
		l = begin_linked("fork/child-sends", *role);
		put_errno("child", in_child(send_here, l.fd));
		put_got("peer", peer_recv(l.peer, 3));
		end_linked(&l);
	}
}

/* The executed program is this one again, under what is preloaded here. */
int inherited(const char *deed, int fd)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(addr);

	if (getsockname(fd, (void *)&addr, &len) < 0)
		return errno;
	family = addr.ss_family;
	if (strcmp(deed, "listen") == 0)
		return listen_on(fd);
	if (strcmp(deed, "accept") == 0)
		return accept_on(fd);
	if (strcmp(deed, "listen-accept") == 0)
		return listen_on(fd) ? errno : accept_on(fd);
	if (strcmp(deed, "bind") == 0)
		return bind_on(fd);
	if (strcmp(deed, "set") == 0)
		return set_on(fd);
	if (strcmp(deed, "send") == 0)
		return send_here(fd);
	return 2;
}

static pid_t start(const char *deed, int fd)
{
	char self[] = "/proc/self/exe", flag[] = "--inherit", number[16];
	char *argv[] = {self, flag, (char *)deed, number, NULL};
	pid_t pid = -1;
	int err;

	snprintf(number, sizeof(number), "%d", fd);
	fcntl(fd, F_SETFD, 0);
	err = posix_spawn(&pid, self, NULL, NULL, argv, environ);
	if (err)
		put_errno("setup-spawn", err);
	return pid;
}

static int finish(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static void executed(void)
{
	struct link l;
	pid_t pid;
	int fd;

	at(LISTENING, LISTENER, with_peer);
	begin("exec/listens");
	fd = bound();
	put_errno("child", finish(start("listen", fd)));
	put_works("accept", fd);
	end();
	begin("exec/unbound-listens");
	fd = fresh();
	put_errno("child", finish(start("listen", fd)));
	put_works("accept", fd);
	end();
	begin("exec/accepts");
	fd = listening();
	peer_connect(port_of(fd));
	put_errno("child", finish(start("accept", fd)));
	end();
	begin("exec/listens-accepts");
	fd = bound();
	pid = start("listen-accept", fd);
	for (int ms = 0; ms < WAIT_MS && look(fd); ms++)
		nap(1);
	put_ok("connect", peer_connect(port_of(fd)));
	put_errno("child", finish(pid));
	end();
	begin("exec/binds");
	fd = fresh();
	put_errno("child", finish(start("bind", fd)));
	put("listen", listen(fd, 5));
	put_works("accept", fd);
	end();
	at(NEW, NO_ROLE, NO_PEER);
	begin("exec/sets");
	fd = fresh();
	put_errno("child", finish(start("set", fd)));
	end();
	at(CONNECTED, DIALER, with_peer);
	begin("exec/sends");
	l = dial(fresh());
	put_errno("child", finish(start("send", l.fd)));
	put_got("peer", peer_recv(l.peer, 3));
	end_linked(&l);
}

static int send_fd(int to, int fd)
{
	char room[CMSG_SPACE(sizeof(int))] = {0}, byte = 'x';
	struct iovec iov = {&byte, 1};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = room,
			     .msg_controllen = sizeof(room)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	return sendmsg(to, &msg, MSG_NOSIGNAL);
}

static int receive_fd(int from)
{
	char room[CMSG_SPACE(sizeof(int))], byte;
	struct iovec iov = {&byte, 1};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = room,
			     .msg_controllen = sizeof(room)};
	struct cmsghdr *c;
	int fd = -1;

	if (recvmsg(from, &msg, MSG_CMSG_CLOEXEC) < 0)
		return -1;
	c = CMSG_FIRSTHDR(&msg);
	if (c)
		memcpy(&fd, CMSG_DATA(c), sizeof(int));
	return fd;
}

static int pass(int fd)
{
	int pair[2], got;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return -1;
	send_fd(pair[0], fd);
	got = receive_fd(pair[1]);
	close(pair[0]);
	close(pair[1]);
	return got;
}

static void passed(void)
{
	struct link l;
	int fd, got;

	at(LISTENING, LISTENER, with_peer);
	begin("scm/sender-listens");
	fd = bound();
	got = pass(fd);
	put_ok("received", got);
	put("listen", listen(fd, 5));
	put_mask("mask", look(got));
	put_works("accept-received", got);
	end();
	begin("scm/receiver-listens");
	fd = bound();
	got = pass(fd);
	put("listen", listen(got, 5));
	put_mask("mask", look(fd));
	put_works("accept-sent", fd);
	end();
	begin("scm/both-listen");
	fd = bound();
	got = pass(fd);
	put("listen", listen(got, 5));
	put("listen", listen(fd, 5));
	put_works("accept", fd);
	end();
	begin("scm/sender-closed");
	fd = bound();
	got = pass(fd);
	close(fd);
	put("listen", listen(got, 5));
	put_works("accept", got);
	end();
	begin("scm/listening");
	got = pass(listening());
	put_works("accept", got);
	end();
	begin("scm/in-flight-while-listening");
	int pair[2];

	put("pair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	fd = bound();
	send_fd(pair[0], fd);
	put("listen", listen(fd, 5));
	got = receive_fd(pair[1]);
	put_mask("mask", look(got));
	put_works("accept", got);
	end();
	for (const char *const *role = both_roles; *role; role++) {
		phase_of(*role);
		l = begin_linked("scm/connected", *role);
		got = pass(l.fd);
		put("send", send(got, "abc", 3, MSG_NOSIGNAL));
		put_got("peer", peer_recv(l.peer, 3));
		end_linked(&l);
	}
}

/* The primary binds and sends; each worker listens on what it received. */
static int worker(int channel)
{
	int fd = receive_fd(channel), err;

	if (fd < 0)
		return errno;
	err = listen_on(fd);
	hand_over(0);
	await(1);
	return err ? err : accept_on(fd);
}

static void cluster(void)
{
	int pair[2], fd, status;

	at(LISTENING, LISTENER, with_peer);
	begin("scm/cluster");
	turns();
	put("pair", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			_exit(worker(pair[1]));
	fd = bound();
	for (int i = 0; i < 3; i++) {
		send_fd(pair[0], fd);
		await(0);
	}
	for (int i = 0; i < 3; i++)
		put_ok("connect", peer_connect(port_of(fd)));
	for (int i = 0; i < 3; i++)
		hand_over(1);
	for (int i = 0; i < 3; i++) {
		wait(&status);
		put_errno("worker", WEXITSTATUS(status));
	}
	end();
}

/* Threads: one sleeps on the socket, the other acts on it. */

static int thread_fd, thread_err;
static volatile pid_t thread_id;

static void *accepts(void *arg)
{
	(void)arg;
	thread_id = syscall(SYS_gettid);
	thread_err = accept_on(thread_fd);
	return NULL;
}

static void *reads(void *arg)
{
	char c;
	ssize_t n;

	(void)arg;
	thread_id = syscall(SYS_gettid);
	n = recv(thread_fd, &c, 1, 0);
	thread_err = n < 0 ? errno : 0;
	return NULL;
}

static void *polls(void *arg)
{
	struct pollfd pfd = {.fd = thread_fd, .events = POLLIN};

	(void)arg;
	thread_id = syscall(SYS_gettid);
	poll(&pfd, 1, WAIT_MS);
	thread_err = pfd.revents & POLLIN ? 0 : ETIMEDOUT;
	return NULL;
}

/* Until the thread sleeps in the kernel. */
static void asleep(void)
{
	char path[64], text[256], *paren;

	for (int ms = 0; ms < WAIT_MS; ms++, nap(1)) {
		FILE *f;

		if (!thread_id)
			continue;
		snprintf(path, sizeof(path), "/proc/self/task/%d/stat",
			 thread_id);
		f = fopen(path, "r");
		if (!f)
			return;
		paren = fgets(text, sizeof(text), f) ? strrchr(text, ')')
						     : NULL;
		fclose(f);
		if (paren && paren[2] == 'S')
			return;
	}
}

static pthread_t sleeper(void *(*deed)(void *), int fd)
{
	pthread_t thread;

	thread_fd = fd;
	thread_id = 0;
	thread_err = -1;
	pthread_create(&thread, NULL, deed, NULL);
	asleep();
	return thread;
}

static void threads(void)
{
	pthread_t thread;
	struct link l;
	int fd;

	at(LISTENING, LISTENER, with_peer);
	begin("thread/accept-wakes");
	fd = listening();
	thread = sleeper(accepts, fd);
	put_ok("connect", peer_connect(port_of(fd)));
	pthread_join(thread, NULL);
	put_errno("thread", thread_err);
	end();
	begin("thread/accept-shutdown");
	fd = listening();
	thread = sleeper(accepts, fd);
	put("shutdown", shutdown(fd, SHUT_RDWR));
	pthread_join(thread, NULL);
	put_errno("thread", thread_err);
	end();
	begin("thread/poll-wakes");
	fd = listening();
	thread = sleeper(polls, fd);
	put_ok("connect", peer_connect(port_of(fd)));
	pthread_join(thread, NULL);
	put_errno("thread", thread_err);
	end();
	begin("thread/accept-relisten");
	fd = listening();
	thread = sleeper(accepts, fd);
	put("listen", listen(fd, 50));
	put_ok("connect", peer_connect(port_of(fd)));
	pthread_join(thread, NULL);
	put_errno("thread", thread_err);
	end();
	for (const char *const *role = both_roles; *role; role++) {
		phase_of(*role);
		l = begin_linked("thread/recv-shutdown", *role);
		thread = sleeper(reads, l.fd);
		put("shutdown", shutdown(l.fd, SHUT_RD));
		pthread_join(thread, NULL);
		put_errno("thread", thread_err);
		end_linked(&l);
		l = begin_linked("thread/recv-reset", *role);
		thread = sleeper(reads, l.fd);
		peer_breaks(&l);
		pthread_join(thread, NULL);
		put_errno("thread", thread_err);
		end_linked(&l);
	}
}

static const struct test_case cases[] = {
	{"fork", parent_and_child}, {"fork-living", living_child},
	{"fork-own", own_in_child}, {"fork-linked", linked_in_child},
	{"exec", executed},         {"scm", passed},
	{"cluster", cluster},       {"threads", threads},
};

TOPIC(sharing, "share", cases);
