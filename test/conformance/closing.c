// SPDX-License-Identifier: MIT
/*
 * Topic end: how connections end, seen from both sides. Half-closes in
 * every order, resets, unread data, writing after the peer is gone, and a
 * listener that goes while connections wait in its queue.
 */
#include "cells.h"

static void put_recv(const char *label, int fd)
{
	char buf[64];

	put(label, recv(fd, buf, sizeof(buf), MSG_DONTWAIT));
}

static void put_send(const char *label, int fd)
{
	put(label, send(fd, "a", 1, MSG_NOSIGNAL | MSG_DONTWAIT));
}

static void put_so_error(int fd)
{
	socklen_t len = sizeof(int);
	int err = -1;

	put("getsockopt", getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len));
	put_errno("so_error", err);
}

static void put_state(int fd)
{
	unsigned char info[512] = {0};
	socklen_t len = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, 11, info, &len) < 0)
		put_errno("tcp-state", errno);
	else
		put("tcp-state", info[0]);
}

static void we_shut(const char *role)
{
	struct link l;

	l = begin_linked("we-shut-wr", role);
	put("shutdown", shutdown(l.fd, SHUT_WR));
	put_mask("mask", look(l.fd));
	put_send("send", l.fd);
	put_got("peer", peer_recv(l.peer, 1));
	peer_send(l.peer, 4, 0);
	put_mask("mask", settle(l.fd, POLLIN));
	put_recv("recv", l.fd);
	put("again", shutdown(l.fd, SHUT_WR));
	peer_shutdown(l.peer, SHUT_WR);
	put_mask("mask", settle(l.fd, POLLIN | POLLHUP));
	put_recv("recv", l.fd);
	put("late", shutdown(l.fd, SHUT_RDWR));
	put_so_error(l.fd);
	end_linked(&l);
	l = begin_linked("we-shut-rd", role);
	put("shutdown", shutdown(l.fd, SHUT_RD));
	put_mask("mask", look(l.fd));
	put_recv("recv", l.fd);
	peer_send(l.peer, 3, 0);
	put_recv("recv-data", l.fd);
	put_recv("recv-end", l.fd);
	put_send("send", l.fd);
	put_got("peer", peer_recv(l.peer, 1));
	end_linked(&l);
	l = begin_linked("we-shut-rdwr", role);
	put("shutdown", shutdown(l.fd, SHUT_RDWR));
	put_mask("mask", look(l.fd));
	put_recv("recv", l.fd);
	put_send("send", l.fd);
	put_got("peer", peer_recv(l.peer, 1));
	put("again", shutdown(l.fd, SHUT_RDWR));
	end_linked(&l);
	l = begin_linked("we-close", role);
	put("close", close(l.fd));
	put_got("peer", peer_recv(l.peer, 1));
	l.fd = -1;
	end_linked(&l);
	l = begin_linked("we-close-after-data", role);
	put("send", send(l.fd, "abc", 3, MSG_NOSIGNAL));
	put("close", close(l.fd));
	put_got("peer", peer_recv(l.peer, 9));
	l.fd = -1;
	end_linked(&l);
	l = begin_linked("we-close-unread", role);
	peer_send(l.peer, 5, 0);
	settle(l.fd, POLLIN);
	put("close", close(l.fd));
	put_got("peer", peer_recv(l.peer, 1));
	l.fd = -1;
	end_linked(&l);
}

static void peer_shuts(const char *role)
{
	struct link l;

	l = begin_linked("peer-shut-wr", role);
	peer_send(l.peer, 2, 0);
	peer_shutdown(l.peer, SHUT_WR);
	put_mask("mask", settle(l.fd, POLLIN | POLLRDHUP));
	put_state(l.fd);
	put_recv("recv", l.fd);
	put_recv("eof", l.fd);
	put_recv("eof", l.fd);
	put_send("send", l.fd);
	put_got("peer", peer_recv(l.peer, 1));
	put("shutdown", shutdown(l.fd, SHUT_WR));
	put_mask("mask", settle(l.fd, POLLHUP));
	put("again", shutdown(l.fd, SHUT_RDWR));
	put_so_error(l.fd);
	end_linked(&l);
	l = begin_linked("peer-close/write", role);
	peer_goes(&l);
	put_mask("mask", settle(l.fd, POLLIN | POLLRDHUP));
	put_recv("eof", l.fd);
	put_send("first", l.fd);
	put_mask("mask", settle(l.fd, POLLHUP));
	put_send("second", l.fd);
	put_recv("recv", l.fd);
	put_so_error(l.fd);
	end_linked(&l);
	l = begin_linked("peer-close/write-unasked", role);
	peer_goes(&l);
	settle(l.fd, POLLIN | POLLRDHUP);
	put_send("first", l.fd);
	settle(l.fd, POLLHUP);
	put_so_error(l.fd);
	put_send("second", l.fd);
	end_linked(&l);
}

/* How long a writer goes on that does not read: up to ten writes. */
static void peer_closes(const char *role)
{
	struct link l;
	int writes = 0;
	ssize_t n;

	l = begin_linked("peer-close/writes-until-error", role);
	peer_goes(&l);
	settle(l.fd, POLLIN | POLLRDHUP);
	do {
		n = send(l.fd, "a", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
		for (int ms = 0; ms < 50 && !(look(l.fd) & POLLHUP); ms++)
			nap(1);
		writes++;
	} while (n > 0 && writes < 10);
	put("writes", writes);
	put("last", n);
	end_linked(&l);
}

static void resets(const char *role)
{
	struct link l;

	l = begin_linked("peer-reset/recv", role);
	peer_breaks(&l);
	put_mask("mask", settle(l.fd, POLLIN | POLLERR | POLLHUP));
	put_recv("recv", l.fd);
	put_recv("again", l.fd);
	put_send("send", l.fd);
	put_mask("mask", look(l.fd));
	put_state(l.fd);
	end_linked(&l);
	l = begin_linked("peer-reset/send", role);
	peer_breaks(&l);
	settle(l.fd, POLLIN | POLLERR | POLLHUP);
	put_send("send", l.fd);
	put_send("again", l.fd);
	put_recv("recv", l.fd);
	end_linked(&l);
	l = begin_linked("peer-reset/so_error", role);
	peer_breaks(&l);
	settle(l.fd, POLLIN | POLLERR | POLLHUP);
	put_so_error(l.fd);
	put_mask("mask", look(l.fd));
	put_recv("recv", l.fd);
	put("shutdown", shutdown(l.fd, SHUT_RDWR));
	end_linked(&l);
	l = begin_linked("peer-reset/unread", role);
	peer_send(l.peer, 5, 0);
	settle(l.fd, POLLIN);
	peer_breaks(&l);
	put_mask("mask", settle(l.fd, POLLIN | POLLERR | POLLHUP));
	put_recv("recv", l.fd);
	put_recv("again", l.fd);
	put_send("send", l.fd);
	end_linked(&l);
	l = begin_linked("peer-reset/then-names", role);
	peer_breaks(&l);
	settle(l.fd, POLLIN | POLLERR | POLLHUP);
	put("port", port_of(l.fd) > 0);
	put("shutdown", shutdown(l.fd, SHUT_WR));
	end_linked(&l);
}

static void we_reset(const char *role)
{
	struct linger now = {.l_onoff = 1},
		      later = {.l_onoff = 1, .l_linger = 1};
	struct link l;

	l = begin_linked("we-reset", role);
	put("set", setsockopt(l.fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)));
	put("close", close(l.fd));
	l.fd = -1;
	put_got("peer", peer_recv(l.peer, 1));
	end_linked(&l);
	l = begin_linked("we-reset-after-data", role);
	put("set", setsockopt(l.fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)));
	put("send", send(l.fd, "abc", 3, MSG_NOSIGNAL));
	put_got("peer", peer_recv(l.peer, 3));
	put("close", close(l.fd));
	l.fd = -1;
	put_got("peer", peer_recv(l.peer, 1));
	end_linked(&l);
	l = begin_linked("we-linger", role);
	put("set",
	    setsockopt(l.fd, SOL_SOCKET, SO_LINGER, &later, sizeof(later)));
	put("send", send(l.fd, "abc", 3, MSG_NOSIGNAL));
	put("close", close(l.fd));
	l.fd = -1;
	put_got("peer", peer_recv(l.peer, 4));
	end_linked(&l);
}

static void each_role(void (*one)(const char *role))
{
	for (const char *const *role = both_roles; *role; role++) {
		phase_of(*role);
		one(*role);
	}
}

static void shuts(void)
{
	each_role(we_shut);
}
static void peers(void)
{
	each_role(peer_shuts);
}
static void unread(void)
{
	each_role(peer_closes);
}

static void reset(void)
{
	each_role(resets);
}
static void our_reset(void)
{
	each_role(we_reset);
}

/* The listener goes with a connection in its queue. */
static void listener_goes(void)
{
	int lfd, id;

	at(LISTENING, LISTENER, with_peer);
	begin("listener-closed-pending");
	lfd = listening();
	id = peer_connect(port_of(lfd));
	settle(lfd, POLLIN);
	put("close", close(lfd));
	put_got("peer", peer_recv(id, 1));
	end();
	begin("listener-closed-pending-data");
	lfd = listening();
	id = peer_connect(port_of(lfd));
	peer_send(id, 5, 0);
	settle(lfd, POLLIN);
	put("close", close(lfd));
	put_got("peer", peer_recv(id, 1));
	end();
	begin("listener-shutdown-pending");
	lfd = listening();
	id = peer_connect(port_of(lfd));
	settle(lfd, POLLIN);
	put("shutdown", shutdown(lfd, SHUT_RD));
	put_got("peer", peer_recv(id, 1));
	put_mask("mask", look(lfd));
	end();
	begin("listener-unspec-pending");
	struct sockaddr addr = {.sa_family = AF_UNSPEC};

	lfd = listening();
	id = peer_connect(port_of(lfd));
	settle(lfd, POLLIN);
	put("connect", connect(lfd, &addr, sizeof(addr)));
	put_got("peer", peer_recv(id, 1));
	end();
	begin("listener-closed-then-connect");
	lfd = listening();
	int port = port_of(lfd);

	close(lfd);
	put_ok("connect", peer_connect(port));
	end();
}

/* What waits in the queue has already ended when it is accepted. */
static void accepted_dead(void)
{
	int lfd = listening(), id, fd;

	at(ACCEPTED, LISTENER, with_peer);
	begin("accept-closed");
	id = peer_connect(port_of(lfd));
	peer_send(id, 4, 0);
	settle(lfd, POLLIN);
	peer_close(id);
	fd = accept(lfd, NULL, NULL);
	put_ok("accept", fd);
	put_mask("mask", settle(fd, POLLIN | POLLRDHUP));
	put_recv("recv", fd);
	put_recv("eof", fd);
	end();
	begin("accept-reset");
	id = peer_connect(port_of(lfd));
	settle(lfd, POLLIN);
	peer_reset(id);
	fd = accept(lfd, NULL, NULL);
	put_ok("accept", fd);
	put_mask("mask", settle(fd, POLLERR | POLLHUP));
	put_recv("recv", fd);
	put_recv("again", fd);
	end();
	close(lfd);
}

static const struct test_case cases[] = {
	{"we-shut", shuts},
	{"peer-shut", peers},
	{"peer-close", unread},
	{"peer-reset", reset},
	{"we-reset", our_reset},
	{"listener-goes", listener_goes},
	{"accepted-dead", accepted_dead},
};

TOPIC(closing, "end", cases);
