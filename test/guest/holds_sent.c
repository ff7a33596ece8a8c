// SPDX-License-Identifier: MIT
/*
 * Sockets sent to another process before they listen, as Node's cluster does:
 * whoever of them listens, it is one socket and stays one.
 * Run by holds_sent.bats, plain and under the shim.
 */
#include "rights.h"
#include "shared.h"

static int ends[2]; /* of a socketpair: ours, the worker's */

static void begin(void)
{
	gate_make(&go);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
}

static void get_and_listen(void *unused)
{
	lfd = get(ends[1]);
	port = port_of(lfd);
	listen_here(unused);
}

static void get_and_listen_later(void *unused)
{
	lfd = get(ends[1]);
	gate_wait(&go);
	port = port_of(lfd);
	listen_here(unused);
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
	bind_here();
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
	bind_here();
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
	bind_here();
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
	bind_here();
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
	bind_here();
	do_listen(lfd, 16);
	give(ends[0], lfd);
	wait_for(pid);
	serve_here();
}

static void get_and_serve_later(void *unused)
{
	(void)unused;
	lfd = get(ends[1]);
	gate_wait(&go);
	port = port_of(lfd);
	serve_here();
}

/* Who sends goes on; who got it only accepts. */
static void sent_under(int number)
{
	pid_t pid;

	begin();
	pid = child_of(get_and_serve_later, NULL);
	bind_here();
	give(ends[0], must(dup2(lfd, number)));
	close(number);
	do_listen(lfd, 16);
	gate_open(&go);
	wait_for(pid);
	serve_here();
}

/* The number was known for what a datagram socket is: nothing to replace. */
static void sent_as_other(void)
{
	int number = must(socket(AF_INET, SOCK_DGRAM, 0));

	close(number);
	number = must(socket(AF_INET, SOCK_DGRAM, 0));
	must(dup2(STDIN_FILENO, number));
	sent_under(number);
}

static void sent_as_dialer(void)
{
	struct sockaddr_storage at;
	int number = new_socket(AF_INET), at_port;
	int other = new_listener(AF_INET, &at_port);

	must(connect(number, (struct sockaddr *)&at,
		     loopback(&at, AF_INET, at_port)));
	close(other);
	must(dup2(STDIN_FILENO, number));
	sent_under(number);
}

/* Several messages in one call. */
static void sent_many(void)
{
	struct mmsghdr messages[2] = {{{0}, 0}};
	struct rights r;
	pid_t pid;

	begin();
	pid = child_of(get_and_serve_later, NULL);
	bind_here();
	rights_fill(&r, &lfd, 1);
	messages[0].msg_hdr = r.m;
	check(sendmmsg(ends[0], messages, 1, 0) == 1);
	do_listen(lfd, 16);
	gate_open(&go);
	wait_for(pid);
	serve_here();
}

/* What MPTCP refuses, on a listener that somebody else accepts from. */
static void option_later(void)
{
	const int ttl = 9;
	pid_t pid;

	begin();
	pid = child_of(get_and_serve_later, NULL);
	bind_here();
	do_listen(lfd, 16);
	give(ends[0], lfd);
	setsockopt(lfd, SOL_IP, IP_TTL, &ttl, sizeof(ttl));
	gate_open(&go);
	wait_for(pid);
	serve_here();
}

/* What is born later was never sent. */
static void born_later(void)
{
	pid_t pid;

	begin();
	pid = child_of(get_and_serve_later, NULL);
	lfd = must(open("/dev/null", O_RDONLY));
	close(lfd);
	give(ends[0], 0);
	bind_here();
	do_listen(lfd, 16);
	serve_here();
	kill(pid, SIGKILL);
	must(waitpid(pid, NULL, 0));
}

static void get_bind_listen(void)
{
	lfd = get(atoi(getenv("GUEST_FD")));
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	serve_here();
}

/* The number that it gets was that of a socket which did nothing. */
static void get_over_stale(void)
{
	close(new_socket(AF_INET));
	close(new_socket(AF_INET6));
	get_bind_listen();
}

/* There is one that could be what it gets. */
static void get_beside_idle(void)
{
	new_socket(AF_INET);
	get_bind_listen();
}

/* Duplicated onto the number of one that did nothing. */
static void get_and_move(void)
{
	int stale[2] = {new_socket(AF_INET), new_socket(AF_INET)}, got;

	close(stale[1]);
	got = get(atoi(getenv("GUEST_FD")));
	lfd = must(dup2(got, stale[0]));
	close(got);
	port = bind_loopback(lfd, AF_INET);
	do_listen(lfd, 16);
	serve_here();
}

static const char *receiver = "get_bind_listen";

/* Another program, which never forked. */
static void exec_receiver(void *unused)
{
	char number[16];

	(void)unused;
	must(fcntl(ends[1], F_SETFD, 0));
	snprintf(number, sizeof(number), "%d", ends[1]);
	check(!setenv("GUEST_FD", number, 1));
	execl("/proc/self/exe", "guest", receiver, (char *)NULL);
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

static void over_stale(void)
{
	receiver = "get_over_stale";
	bound_by_receiver();
}

static void beside_idle(void)
{
	receiver = "get_beside_idle";
	bound_by_receiver();
}

static void moved_by_receiver(void)
{
	receiver = "get_and_move";
	bound_by_receiver();
}

GUEST_CASES({"cluster", cluster}, {"sender_listens", sender_listens},
	    {"sent_unbound", sent_unbound}, {"among_others", among_others},
	    {"not_sent", not_sent}, {"sent_listening", sent_listening},
	    {"bound_by_receiver", bound_by_receiver},
	    {"get_bind_listen", get_bind_listen},
	    {"sent_as_other", sent_as_other},
	    {"sent_as_dialer", sent_as_dialer}, {"sent_many", sent_many},
	    {"option_later", option_later}, {"born_later", born_later},
	    {"get_over_stale", get_over_stale}, {"over_stale", over_stale},
	    {"get_beside_idle", get_beside_idle}, {"beside_idle", beside_idle},
	    {"get_and_move", get_and_move},
	    {"moved_by_receiver", moved_by_receiver}, )
