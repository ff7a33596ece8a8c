// SPDX-License-Identifier: MIT
/*
 * Topic ready: what poll(), select() and epoll say in every phase, and
 * whether an epoll registration made early lives through listen() and
 * connect(): its events, its data, its trigger, MOD and DEL.
 */
#include "cells.h"

#include <sys/epoll.h>
#include <sys/select.h>

#define EPOLL_ALL                                                   \
	(EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLRDNORM | \
	 EPOLLRDBAND | EPOLLWRNORM)
#define TOKEN 0x1122334455667788ULL

static void close_pair(int a, int b)
{
	close(a);
	close(b);
}

static void put_select(int fd)
{
	struct timeval tv = {0};
	fd_set in, out, pri;
	int ret;

	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&pri);
	FD_SET(fd, &in);
	FD_SET(fd, &out);
	FD_SET(fd, &pri);
	ret = select(fd + 1, &in, &out, &pri, &tv);
	put("select", ret);
	put("in", !!FD_ISSET(fd, &in));
	put("out", !!FD_ISSET(fd, &out));
	put("pri", !!FD_ISSET(fd, &pri));
}

static int control(int ep, int op, int fd, uint32_t events)
{
	struct epoll_event ev = {.events = events, .data.u64 = TOKEN};

	return epoll_ctl(ep, op, fd, &ev);
}

static int add(int ep, int fd, uint32_t events)
{
	return control(ep, EPOLL_CTL_ADD, fd, events);
}

/* One epoll_wait(): the mask, and whether our data came back with it. */
static void put_wait(const char *label, int ep, int ms)
{
	struct epoll_event ev[4] = {{0}};
	int n = epoll_wait(ep, ev, 4, ms);

	if (n <= 0) {
		put_str(label, n < 0 ? "error" : "none");
		return;
	}
	put_mask(label, ev[0].events);
	if (n > 1)
		put("count", n);
	if (ev[0].data.u64 != TOKEN)
		put_str("data", "lost");
}

/* Waits for the event that a peer's act will bring. */
static void put_event(const char *label, int ep)
{
	put_wait(label, ep, WAIT_MS);
}

/* Waits for the state first, so that every bit of it is there. */
static void put_settled(const char *label, int ep, int fd, int want)
{
	settle(fd, want);
	put_wait(label, ep, 0);
}

/* Every way of asking, on one socket in one state. */
static void ask_all(const char *state, int fd)
{
	static const struct {
		const char *name;
		uint32_t flags;
	} ways[] = {{"level", 0},
		    {"edge", EPOLLET},
		    {"oneshot", EPOLLONESHOT},
		    {"exclusive", EPOLLEXCLUSIVE}};
	struct pollfd none = {.fd = fd};

	begin("%s/poll", state);
	put_mask("mask", look(fd));
	put("none-asked", poll(&none, 1, 0));
	put_mask("mask", none.revents);
	end();
	begin("%s/select", state);
	put_select(fd);
	end();
	for (int i = 0; i < 4; i++) {
		int ep = epoll_create1(EPOLL_CLOEXEC);
		uint32_t events = i == 3 ? EPOLLIN | EPOLLOUT : EPOLL_ALL;

		begin("%s/epoll-%s", state, ways[i].name);
		put("add", add(ep, fd, events | ways[i].flags));
		put_wait("first", ep, 0);
		put_wait("second", ep, 0);
		put("add-again", add(ep, fd, events));
		put("mod", control(ep, EPOLL_CTL_MOD, fd,
				   events | (i == 3 ? 0 : ways[i].flags)));
		put_wait("modded", ep, 0);
		put("del", control(ep, EPOLL_CTL_DEL, fd, 0));
		put("del-again", control(ep, EPOLL_CTL_DEL, fd, 0));
		end();
		close(ep);
	}
}

static void masks_alone(void)
{
	int fd;

	at(NEW, NO_ROLE, NO_PEER);
	ask_all("idle", fresh());
	at(BOUND, NO_ROLE, NO_PEER);
	ask_all("idle", bound());
	at(LISTENING, LISTENER, NO_PEER);
	ask_all("idle", fd = listening());
	at(LISTENING, LISTENER, with_peer);
	begin("pending-setup");
	peer_connect(port_of(fd));
	settle(fd, POLLIN);
	ask_all("pending", fd);
	peer_connect(port_of(fd));
	ask_all("two-pending", fd);
	accept(fd, NULL, NULL);
	ask_all("one-taken", fd);
	accept(fd, NULL, NULL);
	ask_all("all-taken", fd);
}

/* Accept queue: the pending connection is reset or closed by its peer. */
static void pending_gone(void)
{
	int fd = listening(), id;

	at(LISTENING, LISTENER, with_peer);
	begin("pending-closed-setup");
	id = peer_connect(port_of(fd));
	settle(fd, POLLIN);
	peer_close(id);
	ask_all("pending-closed", fd);
	begin("pending-closed/accept");
	put_ok("accept", accept(fd, NULL, NULL));
	end();
	fd = listening();
	begin("pending-reset-setup");
	id = peer_connect(port_of(fd));
	settle(fd, POLLIN);
	peer_reset(id);
	ask_all("pending-reset", fd);
	begin("pending-reset/accept");
	put_ok("accept", accept(fd, NULL, NULL));
	end();
}

static void masks_linked(const char *role)
{
	struct link l;
	char c;

	phase_of(role);
	l = begin_linked("setup", role);
	ask_all("idle", l.fd);
	peer_send(l.peer, 3, 0);
	settle(l.fd, POLLIN);
	ask_all("data", l.fd);
	recv(l.fd, &c, 1, 0);
	ask_all("some-read", l.fd);
	recv(l.fd, &c, 1, 0);
	recv(l.fd, &c, 1, 0);
	ask_all("all-read", l.fd);
	peer_shutdown(l.peer, SHUT_WR);
	settle(l.fd, POLLIN | POLLRDHUP);
	ask_all("peer-shut", l.fd);
	shutdown(l.fd, SHUT_WR);
	settle(l.fd, POLLHUP);
	ask_all("both-shut", l.fd);
	link_down(&l);
}

static void masks_closing(const char *role)
{
	struct link l;

	phase_of(role);
	l = begin_linked("setup", role);
	shutdown(l.fd, SHUT_WR);
	ask_all("shut-wr", l.fd);
	link_down(&l);
	l = link_up(role);
	shutdown(l.fd, SHUT_RD);
	ask_all("shut-rd", l.fd);
	peer_send(l.peer, 2, 0);
	ask_all("shut-rd-data", l.fd);
	link_down(&l);
	l = link_up(role);
	shutdown(l.fd, SHUT_RDWR);
	ask_all("shut-rdwr", l.fd);
	link_down(&l);
	l = link_up(role);
	peer_breaks(&l);
	settle(l.fd, POLLERR | POLLHUP);
	ask_all("reset", l.fd);
	link_down(&l);
	l = link_up(role);
	peer_send(l.peer, 5, 0);
	settle(l.fd, POLLIN);
	peer_breaks(&l);
	settle(l.fd, POLLERR | POLLHUP);
	ask_all("reset-with-data", l.fd);
	link_down(&l);
	l = link_up(role);
	peer_goes(&l);
	settle(l.fd, POLLIN | POLLRDHUP);
	ask_all("closed", l.fd);
	link_down(&l);
}

static void masks_full(const char *role)
{
	static char buf[65536];
	struct link l;
	long sent = 0;
	ssize_t n;

	phase_of(role);
	l = begin_linked("setup", role);
	fcntl(l.fd, F_SETFL, O_NONBLOCK);
	pattern(buf, 23 * 2000, 0);
	/* EAGAIN may pass while bytes move to the peer: full is 20 ms of it */
	for (int quiet = 0; quiet < 20 && sent < 64 << 20;) {
		n = send(l.fd, buf, 23 * 2000, MSG_NOSIGNAL);
		if (n > 0) {
			sent += n;
			quiet = 0;
			/* the pattern goes on where a partial send ended */
			pattern(buf, 23 * 2000, sent);
			continue;
		}
		quiet++;
		nap(1);
	}
	begin("full/send");
	put("send", n);
	put("some", sent > 0);
	end();
	ask_all("full", l.fd);
	begin("full/drained");
	int ep = epoll_create1(0);

	put("add", add(ep, l.fd, EPOLL_ALL | EPOLLET));
	put_wait("before", ep, 0);
	struct peer_got got = peer_recv(l.peer, sent);

	put("all", got.count == sent && got.intact);
	put_event("edge", ep);
	put_mask("mask", settle(l.fd, POLLOUT));
	end();
	close(ep);
	link_down(&l);
}

static void masks_dialer(void)
{
	masks_linked(DIALER);
}
static void masks_accepted(void)
{
	masks_linked(LISTENER);
}
static void closing_dialer(void)
{
	masks_closing(DIALER);
}
static void closing_accepted(void)
{
	masks_closing(LISTENER);
}
static void full_dialer(void)
{
	masks_full(DIALER);
}
static void full_accepted(void)
{
	masks_full(LISTENER);
}

/* Registered in an early phase, by every trigger, then listen(). */
static void watch_listen(const char *name, int fd, uint32_t events, bool waited)
{
	int ep = epoll_create1(0), lfd = fd;
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);

	at(LISTENING, LISTENER, with_peer);
	begin("watch-listen/%s%s", name, waited ? "-waited" : "");
	put("add", add(ep, fd, events));
	if (waited) {
		put_wait("early", ep, 0);
		put_wait("early", ep, 0);
	}
	if (!port_of(fd))
		put("bind", bind(fd, (void *)&addr, len));
	put("listen", listen(fd, 5));
	put_wait("quiet", ep, 0);
	peer_connect(port_of(fd));
	put_settled("event", ep, fd, POLLIN);
	put_wait("again", ep, 0);
	peer_connect(port_of(fd));
	settle(fd, POLLIN);
	/* none can come to a spent oneshot: no reason to wait for it */
	put_wait("second-peer", ep,
		 events && !(events & EPOLLONESHOT) ? WAIT_MS : 0);
	put_ok("accept", accept(fd, NULL, NULL));
	put_wait("one-left", ep, 0);
	put_ok("accept", accept(fd, NULL, NULL));
	put_wait("none-left", ep, 0);
	put("mod", control(ep, EPOLL_CTL_MOD, fd, EPOLLIN));
	put("add", add(ep, fd, EPOLLIN));
	peer_connect(port_of(fd));
	put_settled("modded", ep, fd, POLLIN);
	put("del", control(ep, EPOLL_CTL_DEL, fd, 0));
	put_wait("deleted", ep, 0);
	put("del-again", control(ep, EPOLL_CTL_DEL, fd, 0));
	put("add", add(ep, fd, EPOLLIN));
	put_wait("added", ep, 0);
	close(lfd);
	put_wait("closed", ep, 0);
	end();
	close(ep);
}

static void watch_listeners(void)
{
	static const struct {
		const char *name;
		uint32_t events;
	} ways[] = {
		{"level", EPOLLIN},
		{"edge", EPOLLIN | EPOLLET},
		{"edge-all", EPOLL_ALL | EPOLLET},
		{"oneshot", EPOLLIN | EPOLLONESHOT},
		{"oneshot-all", EPOLL_ALL | EPOLLONESHOT},
		{"edge-oneshot", EPOLLIN | EPOLLET | EPOLLONESHOT},
		{"exclusive", EPOLLIN | EPOLLEXCLUSIVE},
		{"exclusive-edge", EPOLLIN | EPOLLEXCLUSIVE | EPOLLET},
		{"wakeup", EPOLLIN | EPOLLWAKEUP},
		{"nothing", 0},
	};
	char name[64];

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		for (int waited = 0; waited < 2; waited++) {
			snprintf(name, sizeof(name), "new-%s", ways[i].name);
			watch_listen(name, fresh(), ways[i].events, waited);
			snprintf(name, sizeof(name), "bound-%s", ways[i].name);
			watch_listen(name, bound(), ways[i].events, waited);
		}
	}
}

/* Several sets, nested sets, copies, sets closed early. */
static void watch_many(void)
{
	int one = epoll_create1(0), two = epoll_create1(0),
	    outer = epoll_create1(0), fd = bound(), copy = dup(fd);

	at(LISTENING, LISTENER, with_peer);
	begin("watch-listen/two-sets");
	put("add", add(one, fd, EPOLLIN));
	put("add", add(two, fd, EPOLLIN | EPOLLET));
	put("listen", listen(fd, 5));
	peer_connect(port_of(fd));
	put_settled("one", one, fd, POLLIN);
	put_wait("two", two, 0);
	put_wait("one", one, 0);
	put_wait("two", two, 0);
	end();
	begin("watch-listen/nested");
	fd = bound();
	put("add", add(one, fd, EPOLLIN));
	put("outer", add(outer, one, EPOLLIN));
	put("listen", listen(fd, 5));
	close(copy);
	peer_connect(port_of(fd));
	put_settled("outer", outer, fd, POLLIN);
	end();
	close_pair(one, two);
	begin("watch-listen/copy");
	one = epoll_create1(0);
	fd = bound();
	copy = dup(fd);
	put("add-fd", add(one, fd, EPOLLIN));
	put("add-copy", add(one, copy, EPOLLIN | EPOLLOUT));
	put("listen", listen(fd, 5));
	peer_connect(port_of(fd));
	settle(fd, POLLIN);
	put_wait("both", one, 0);
	put("del-copy", control(one, EPOLL_CTL_DEL, copy, 0));
	put_wait("fd", one, 0);
	end();
	begin("watch-listen/copy-closed");
	one = epoll_create1(0);
	fd = bound();
	copy = dup(fd);
	put("add-copy", add(one, copy, EPOLLIN));
	close(copy);
	put("listen", listen(fd, 5));
	peer_connect(port_of(fd));
	put_settled("ghost", one, fd, POLLIN);
	end();
	begin("watch-listen/listen-on-copy");
	one = epoll_create1(0);
	fd = bound();
	copy = dup(fd);
	put("add-fd", add(one, fd, EPOLLIN));
	put("listen", listen(copy, 5));
	peer_connect(port_of(fd));
	put_settled("event", one, fd, POLLIN);
	put("mod", control(one, EPOLL_CTL_MOD, fd, EPOLLIN));
	end();
	begin("watch-listen/set-copied");
	one = epoll_create1(0);
	two = dup(one);
	fd = bound();
	put("add", add(one, fd, EPOLLIN));
	put("listen", listen(fd, 5));
	put("mod", control(two, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLET));
	peer_connect(port_of(fd));
	put_settled("one", one, fd, POLLIN);
	put_wait("two", two, 0);
	end();
	begin("watch-listen/many-others");
	one = epoll_create1(0);
	for (int i = 0; i < 50; i++)
		add(one, fresh(), EPOLLET);
	fd = bound();
	put("add", add(one, fd, EPOLLIN | EPOLLET));
	for (int i = 0; i < 50; i++)
		add(one, fresh(), EPOLLET);
	while (epoll_wait(one, (struct epoll_event[8]){{0}}, 8, 0) > 0)
		;
	put("listen", listen(fd, 5));
	peer_connect(port_of(fd));
	put_settled("event", one, fd, POLLIN);
	end();
}

/* Registered early, then connect(). */
static void watch_dial(const char *name, int fd, uint32_t events)
{
	int ep = epoll_create1(0);
	struct link l;

	at(CONNECTED, DIALER, with_peer);
	begin("watch-connect/%s", name);
	put("add", add(ep, fd, events));
	put_wait("early", ep, 0);
	put_wait("early", ep, 0);
	l = dial(fd);
	put_wait("connected", ep, 0);
	put_wait("connected", ep, 0);
	put("mod", control(ep, EPOLL_CTL_MOD, fd, events));
	put_wait("modded", ep, 0);
	peer_send(l.peer, 2, 0);
	put_settled("data", ep, fd, POLLIN);
	put_wait("data", ep, 0);
	peer_shutdown(l.peer, SHUT_WR);
	put_settled("shut", ep, fd, POLLIN | POLLRDHUP);
	put_wait("shut", ep, 0);
	put("del", control(ep, EPOLL_CTL_DEL, fd, 0));
	end_linked(&l);
	close(ep);
}

static void watch_dialers(void)
{
	watch_dial("level", fresh(), EPOLL_ALL);
	watch_dial("edge", fresh(), EPOLL_ALL | EPOLLET);
	watch_dial("oneshot", fresh(), EPOLL_ALL | EPOLLONESHOT);
	watch_dial("edge-in", fresh(), EPOLLIN | EPOLLET);
	watch_dial("bound-level", bound(), EPOLL_ALL);
	watch_dial("bound-edge", bound(), EPOLL_ALL | EPOLLET);
	watch_dial("exclusive", fresh(), EPOLLIN | EPOLLEXCLUSIVE);
}

/* A refused option may replace the socket under its registration. */
static void watch_option(void)
{
	int ep = epoll_create1(0), fd = fresh(), val = 1234;

	at(NEW, NO_ROLE, NO_PEER);
	begin("watch-option");
	put("add", add(ep, fd, EPOLLIN | EPOLLET));
	put_wait("early", ep, 0);
	put("set", setsockopt(fd, IPPROTO_TCP, 18, &val, sizeof(val)));
	put_wait("after", ep, 0);
	put("add-again", add(ep, fd, EPOLLIN));
	put("mod", control(ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLET));
	put_wait("modded", ep, 0);
	put("del", control(ep, EPOLL_CTL_DEL, fd, 0));
	end();
}

static void masks_connecting(void)
{
	int port, fd = fresh();
	struct sockaddr_storage addr;
	socklen_t len;

	at(CONNECTING, DIALER, NO_PEER);
	begin("connecting");
	peer_listen(PEER_DEAF, &port);
	len = loopback(&addr, port);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	put("connect", connect(fd, (void *)&addr, len));
	end();
	ask_all("in-progress", fd);
	fd = fresh();
	len = loopback(&addr, port_of(bound()));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	connect(fd, (void *)&addr, len);
	settle(fd, POLLERR | POLLHUP);
	ask_all("refused", fd);
}

static const struct test_case cases[] = {
	{"masks", masks_alone},
	{"pending-gone", pending_gone},
	{"masks-connected", masks_dialer},
	{"masks-accepted", masks_accepted},
	{"closing-connected", closing_dialer},
	{"closing-accepted", closing_accepted},
	{"full-connected", full_dialer},
	{"full-accepted", full_accepted},
	{"watch-listen", watch_listeners},
	{"watch-many", watch_many},
	{"watch-connect", watch_dialers},
	{"watch-option", watch_option},
	{"connecting", masks_connecting},
};

TOPIC(readiness, "ready", cases);
