// SPDX-License-Identifier: MIT
/*
 * Bound to a port that the program named, then shared, and only then listened
 * on. Run by holds_settled.bats, plain and under the shim.
 */
#include "rights.h"
#include "shared.h"
#include <pthread.h>

static void name_port(void)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);

	must(syscall(SYS_bind, fd, &at, len));
	port = port_of(fd);
	syscall(SYS_close, fd);
	gate_make(&go);
	lfd = new_socket(AF_INET);
	loopback(&at, AF_INET, port);
	must(bind(lfd, (struct sockaddr *)&at, len));
}

/* As Varnish does: the manager binds, a child listens. */
static void child_listens(void)
{
	name_port();
	wait_for(child_of(listen_here, NULL));
	serve_here();
}

static void parent_listens(void)
{
	pid_t pid;

	name_port();
	pid = child_of(wait_and_serve, NULL);
	listen_here(NULL);
	gate_open(&go);
	wait_for(pid);
}

static void libc_daemon(void)
{
	struct gate done;
	pid_t pid;
	char c;

	gate_make(&done);
	pid = must(fork());
	if (!pid) {
		close(done.ends[0]);
		name_port();
		check(!daemon(1, 1));
		alarm(PATIENCE);
		listen_here(NULL);
		gate_open(&done);
		_exit(0);
	}
	close(done.ends[1]);
	wait_for(pid);
	check(read(done.ends[0], &c, 1) == 1);
}

/* An option that a listener of MPTCP would not keep. */
static void with_option(void)
{
	const struct timeval patience = {0, 200000};

	name_port();
	must(setsockopt(lfd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)));
	wait_for(child_of(listen_here, NULL));
	say("accept: %s\n", result(accept(lfd, NULL, NULL)));
	serve_here();
}

/* ... set where it is shared already. */
static void listen_and_set(void *unused)
{
	const struct timeval patience = {0, 200000};

	listen_here(unused);
	must(setsockopt(lfd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)));
}

static void option_later(void)
{
	name_port();
	wait_for(child_of(listen_and_set, NULL));
	say("accept: %s\n", result(accept(lfd, NULL, NULL)));
	serve_here();
}

static int ends[2];

static void receive(void)
{
	lfd = get(ends[1]);
	port = port_of(lfd);
}

static void receive_and_listen(void *unused)
{
	receive();
	listen_here(unused);
}

/* Under its number or another one. */
static void send_it(bool moved)
{
	int other = moved ? must(dup(lfd)) : lfd;

	give(ends[0], other);
	if (moved)
		close(other);
}

static void sent_to(void (*run)(void *), bool moved)
{
	pid_t pid;

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	pid = child_of(run, NULL);
	name_port();
	send_it(moved);
	wait_for(pid);
}

/* As node's cluster does: the primary binds, workers listen. */
static void sent(void)
{
	sent_to(receive_and_listen, false);
	serve_here();
}

/* Who binds has the right to the port, who serves has not: what it may set. */
static void receive_and_set(void *unused)
{
	const struct timeval patience = {0, 200000};
	const int ttl = 255, soon = 5000;

	receive();
	say("ttl %s\n",
	    result(setsockopt(lfd, SOL_IP, IP_TTL, &ttl, sizeof(ttl))));
	say("timeout %s\n",
	    result(setsockopt(lfd, IPPROTO_TCP, TCP_USER_TIMEOUT, &soon,
			      sizeof(soon))));
	must(setsockopt(lfd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)));
	do_listen(lfd, 16);
	say("accept: %s\n", result(accept(lfd, NULL, NULL)));
	listen_here(unused);
}

static void sent_option(void)
{
	sent_to(receive_and_set, false);
	serve_here();
}

static void sent_moved(void)
{
	sent_to(receive_and_set, true);
	serve_here();
}

static void receive_and_dial(void *unused)
{
	struct sockaddr_storage at;
	int there, fd = new_listener(AF_INET, &there);

	(void)unused;
	receive();
	must(connect(lfd, (struct sockaddr *)&at,
		     loopback(&at, AF_INET, there)));
	expect_wire(lfd);
	talk(lfd, take(fd));
}

static void sent_dials(void)
{
	sent_to(receive_and_dial, false);
}

/* What can't be read is the kernel's to refuse. */
static void bad_messages(void)
{
	unsigned char *edge = edge_of_memory();
	struct rights r;
	struct mmsghdr *many = (struct mmsghdr *)(edge - sizeof(*many));
	size_t len;

	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
	name_port();
	say("none %s\n", result(sendmsg(ends[0], NULL, 0)));
	say("edge %s\n", result(sendmsg(ends[0], (void *)edge, 0)));
	say("half %s\n", result(sendmsg(ends[0], (void *)(edge - 32), 0)));
	rights_fill(&r, &lfd, 1);
	r.m.msg_control = edge;
	say("control %s\n", result(sendmsg(ends[0], &r.m, 0)));
	r.m.msg_control = edge - 8;
	say("half control %s\n", result(sendmsg(ends[0], &r.m, 0)));
	r.m.msg_control = (void *)8;
	r.m.msg_controllen = (size_t)-1;
	say("long %s\n", result(sendmsg(ends[0], &r.m, 0)));
	rights_fill(&r, &lfd, 1);
	for (len = 0; len <= r.m.msg_controllen; len++) {
		r.control.first.cmsg_len = len;
		say("%zu %s\n", len, result(sendmsg(ends[0], &r.m, 0)));
	}
	rights_fill(&r, &lfd, 1);
	many->msg_hdr = r.m;
	say("many %s\n", result(sendmmsg(ends[0], many, 2, 0)));
	say("none %s\n", result(sendmmsg(ends[0], NULL, 2, 0)));
	do_listen(lfd, 4);
	serves(lfd, AF_INET, port);
}

/* The kernel reads so many messages and no more, and sends fewer here. */
static void beyond_many(void)
{
	enum { MANY = 1100 };
	static struct mmsghdr many[MANY];
	struct iovec data = {"x", 1};
	struct rights r;
	int i;

	must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
	name_port();
	for (i = 0; i < MANY; i++)
		many[i].msg_hdr =
			(struct msghdr){.msg_iov = &data, .msg_iovlen = 1};
	rights_fill(&r, &lfd, 1);
	many[MANY - 1].msg_hdr = r.m;
	check(sendmmsg(ends[0], many, MANY, MSG_DONTWAIT) > 0);
	expect_wire(lfd);
	listen_here(NULL);
}

static void nothing(void *unused)
{
	(void)unused;
}

static void *wait_beside(void *unused)
{
	(void)unused;
	gate_wait(&go);
	return NULL;
}

/* Another thread, whatever it does. */
static void threads(void)
{
	pthread_t beside;

	name_port();
	check(!pthread_create(&beside, NULL, wait_beside, NULL));
	wait_for(child_of(nothing, NULL));
	expect_wire(lfd);
	listen_here(NULL);
	gate_open(&go);
	pthread_join(beside, NULL);
}

/* As many as nobody waits for. */
static void crowd(void)
{
	enum { CROWD = 100 };
	struct sockaddr_storage at;
	const int on = 1;
	int fds[CROWD], i, left = 0;

	name_port();
	close(lfd);
	for (i = 0; i < CROWD; i++) {
		fds[i] = new_socket(AF_INET);
		must(setsockopt(fds[i], SOL_SOCKET, SO_REUSEADDR, &on,
				sizeof(on)));
		loopback(&at, AF_INET, port);
		must(bind(fds[i], (struct sockaddr *)&at,
			  sizeof(struct sockaddr_in)));
	}
	wait_for(child_of(nothing, NULL));
	for (i = 0; i < CROWD; i++)
		left += wire(fds[i]) == IPPROTO_MPTCP;
	if (wire_wanted())
		check(left == CROWD - 64);
}

/* A dialer with a port of its own. */
static void dials(void)
{
	struct sockaddr_storage at;
	int other, fd = new_listener(AF_INET, &other);

	name_port();
	wait_for(child_of((void (*)(void *))gate_open, &go));
	must(connect(lfd, (struct sockaddr *)&at,
		     loopback(&at, AF_INET, other)));
	talk(lfd, take(fd));
}

GUEST_CASES({"child_listens", child_listens},
	    {"parent_listens", parent_listens}, {"libc_daemon", libc_daemon},
	    {"with_option", with_option}, {"option_later", option_later},
	    {"sent", sent}, {"sent_option", sent_option},
	    {"sent_moved", sent_moved}, {"sent_dials", sent_dials},
	    {"bad_messages", bad_messages}, {"dials", dials},
	    {"beyond_many", beyond_many}, {"threads", threads},
	    {"crowd", crowd})
