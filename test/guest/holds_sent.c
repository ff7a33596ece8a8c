// SPDX-License-Identifier: MIT
/*
 * Sockets sent to another process before they listen, as Node's cluster does:
 * whoever of them listens, it is one socket and stays one.
 * Run by holds_sent.bats, plain and under the shim.
 */
#include "guest.h"

static int lfd;
static int port;
static int ends[2]; /* of a socketpair: ours, the worker's */
static struct gate go;

union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int[4])) +
		   CMSG_SPACE(sizeof(struct ucred))];
};

static void fill(struct msghdr *m, struct iovec *data, union control *c,
		 const int *fds, size_t n)
{
	struct cmsghdr *h;

	memset(c, 0, sizeof(*c));
	memset(m, 0, sizeof(*m));
	m->msg_iov = data;
	m->msg_iovlen = 1;
	m->msg_control = c->bytes;
	m->msg_controllen = CMSG_SPACE(n * sizeof(int));
	h = CMSG_FIRSTHDR(m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(h), fds, n * sizeof(int));
}

static long give_many(int to, const int *fds, size_t n)
{
	struct iovec data = {(char[]){(char)n}, 1};
	union control c;
	struct msghdr m;

	fill(&m, &data, &c, fds, n);
	return sendmsg(to, &m, MSG_NOSIGNAL);
}

static void give(int to, int fd)
{
	check(give_many(to, &fd, 1) == 1);
}

static int get(int from)
{
	union control c;
	char byte;
	struct iovec data = {&byte, 1};
	struct msghdr m = {.msg_iov = &data,
			   .msg_iovlen = 1,
			   .msg_control = c.bytes,
			   .msg_controllen = sizeof(c)};
	int fds[4];

	check(recvmsg(from, &m, 0) == 1);
	check(m.msg_controllen >= CMSG_LEN(sizeof(int)) && byte <= 4);
	memcpy(fds, CMSG_DATA(CMSG_FIRSTHDR(&m)), (size_t)byte * sizeof(int));
	return fds[byte - 1];
}

static void begin(void)
{
	gate_make(&go);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
}

static void bound_here(void)
{
	lfd = new_socket(AF_INET);
	port = bind_loopback(lfd, AF_INET);
}

static void serve_here(void)
{
	expect_wire(lfd);
	serves(lfd, AF_INET, port);
}

static void get_and_listen(void *unused)
{
	(void)unused;
	lfd = get(ends[1]);
	port = port_of(lfd);
	do_listen(lfd, 16);
	serve_here();
}

static void get_and_listen_later(void *unused)
{
	(void)unused;
	lfd = get(ends[1]);
	gate_wait(&go);
	port = port_of(lfd);
	do_listen(lfd, 16);
	serve_here();
}

static void get_and_serve(void *unused)
{
	(void)unused;
	lfd = get(ends[1]);
	port = port_of(lfd);
	serve_here();
}

/* The primary binds and never listens, its two workers do. */
static void cluster(void)
{
	pid_t one, two;

	begin();
	one = child_of(get_and_listen, NULL);
	bound_here();
	give(ends[0], lfd);
	wait_for(one);
	two = child_of(get_and_listen, NULL);
	give(ends[0], lfd);
	wait_for(two);
	close(lfd);
}

static void sender_listens(void)
{
	pid_t pid;

	begin();
	pid = child_of(get_and_listen_later, NULL);
	bound_here();
	give(ends[0], lfd);
	do_listen(lfd, 16);
	gate_open(&go);
	wait_for(pid);
	serve_here();
}

static void sent_unbound(void)
{
	struct sockaddr_storage at;
	pid_t pid;

	begin();
	pid = child_of(get_and_listen_later, NULL);
	lfd = new_socket(AF_INET);
	give(ends[0], lfd);
	must(bind(lfd, (struct sockaddr *)&at, loopback(&at, AF_INET, 0)));
	port = port_of(lfd);
	do_listen(lfd, 16);
	gate_open(&go);
	wait_for(pid);
	serve_here();
}

/* The last of several, behind other control data. */
static void among_others(void)
{
	int fds[4] = {0, 1, 0, 0};
	pid_t pid;

	begin();
	pid = child_of(get_and_listen_later, NULL);
	bound_here();
	fds[3] = must(dup(lfd));
	check(give_many(ends[0], fds, LEN(fds)) == 1);
	close(fds[3]);
	do_listen(lfd, 16);
	gate_open(&go);
	wait_for(pid);
	serve_here();
}

/* Nobody got it. */
static void not_sent(void)
{
	begin();
	close(ends[1]);
	bound_here();
	say("send %s\n", result(give_many(ends[0], &lfd, 1)));
	do_listen(lfd, 16);
	serve_here();
}

/* It listens already: nothing is replaced any more. */
static void sent_listening(void)
{
	pid_t pid;

	begin();
	pid = child_of(get_and_serve, NULL);
	bound_here();
	do_listen(lfd, 16);
	give(ends[0], lfd);
	wait_for(pid);
	serve_here();
}

static void get_bind_listen(void)
{
	lfd = get(atoi(getenv("GUEST_FD")));
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	serve_here();
}

/* Another program, which never forked. */
static void exec_receiver(void *unused)
{
	char number[16];

	(void)unused;
	must(fcntl(ends[1], F_SETFD, 0));
	snprintf(number, sizeof(number), "%d", ends[1]);
	check(!setenv("GUEST_FD", number, 1));
	execl("/proc/self/exe", "guest", "get_bind_listen", (char *)NULL);
	fail("exec: %s", strerror(errno));
}

static void bound_by_receiver(void)
{
	pid_t pid;

	begin();
	pid = child_of(exec_receiver, NULL);
	lfd = new_socket(AF_INET);
	give(ends[0], lfd);
	wait_for(pid);
	port = port_of(lfd);
	serve_here();
}

GUEST_CASES({"cluster", cluster}, {"sender_listens", sender_listens},
	    {"sent_unbound", sent_unbound}, {"among_others", among_others},
	    {"not_sent", not_sent}, {"sent_listening", sent_listening},
	    {"bound_by_receiver", bound_by_receiver},
	    {"get_bind_listen", get_bind_listen}, )
