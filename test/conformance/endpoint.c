// SPDX-License-Identifier: MIT
/*
 * Brings sockets to a phase, as a plain program would: socket(), bind(),
 * listen(), connect(), accept(). Called by every topic; a step that fails
 * says so in the cell that needed it.
 */
#include "cells.h"

#include <time.h>

const char *with_peer = "plain-peer";
const char *const both_roles[3] = {DIALER, LISTENER, NULL};

static socklen_t address(struct sockaddr_storage *addr, int port, bool any)
{
	struct sockaddr_in *in = (void *)addr;
	struct sockaddr_in6 *in6 = (void *)addr;

	memset(addr, 0, sizeof(*addr));
	addr->ss_family = family;
	if (family == AF_INET6) {
		in6->sin6_port = htons(port);
		in6->sin6_addr = any ? in6addr_any : in6addr_loopback;
		return sizeof(*in6);
	}
	in->sin_port = htons(port);
	in->sin_addr.s_addr = htonl(any ? INADDR_ANY : INADDR_LOOPBACK);
	return sizeof(*in);
}

socklen_t loopback(struct sockaddr_storage *addr, int port)
{
	return address(addr, port, false);
}

socklen_t wildcard(struct sockaddr_storage *addr, int port)
{
	return address(addr, port, true);
}

int protocol_of(int fd)
{
	int val = -1;
	socklen_t len = sizeof(val);

	if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &val, &len) < 0)
		return -1;
	return val;
}

int port_of(int fd)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(addr);

	if (getsockname(fd, (void *)&addr, &len) < 0)
		return -1;
	/* sin_port and sin6_port are the same two bytes */
	return ntohs(((struct sockaddr_in *)&addr)->sin_port);
}

int fresh(void)
{
	return socket(family, SOCK_STREAM, 0);
}

int bound(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	int fd = fresh();

	if (fd >= 0 && bind(fd, (void *)&addr, len) < 0)
		put_errno("setup-bind", errno);
	return fd;
}

int listening(void)
{
	int fd = bound();

	if (fd >= 0 && listen(fd, 16) < 0)
		put_errno("setup-listen", errno);
	return fd;
}

struct link dial(int fd)
{
	static int listener = -1, port;
	struct link l = {.fd = fd, .peer = -1, .lfd = -1};
	struct sockaddr_storage addr;
	socklen_t len;

	if (listener < 0)
		listener = peer_listen(PEER_CHOSEN, &port);
	len = loopback(&addr, port);
	if (connect(fd, (void *)&addr, len) < 0) {
		put_errno("setup-connect", errno);
		return l;
	}
	l.peer = peer_accept(listener);
	if (l.peer < 0)
		put_errno("setup-peer-accept", errno);
	return l;
}

struct link serve(int lfd)
{
	struct link l = {.fd = -1, .peer = -1, .lfd = lfd};

	l.peer = peer_connect(port_of(lfd));
	if (l.peer < 0) {
		put_errno("setup-peer-connect", errno);
		return l;
	}
	l.fd = accept(lfd, NULL, NULL);
	if (l.fd < 0)
		put_errno("setup-accept", errno);
	return l;
}

struct link link_up(const char *role)
{
	return strcmp(role, DIALER) == 0 ? dial(fresh()) : serve(listening());
}

/* The peer resets first: neither end is left in TIME_WAIT. */
void link_down(struct link *l)
{
	if (l->peer >= 0)
		peer_reset(l->peer);
	if (l->fd >= 0)
		close(l->fd);
	if (l->lfd >= 0)
		close(l->lfd);
	l->fd = l->peer = l->lfd = -1;
}

struct link begin_linked(const char *name, const char *role)
{
	begin("%s", name);
	return link_up(role);
}

void end_linked(struct link *l)
{
	end();
	link_down(l);
}

void peer_goes(struct link *l)
{
	peer_close(l->peer);
	l->peer = -1;
}

void peer_breaks(struct link *l)
{
	peer_reset(l->peer);
	l->peer = -1;
}

void phase_of(const char *role)
{
	at(strcmp(role, DIALER) == 0 ? CONNECTED : ACCEPTED, role, with_peer);
}

void nap(int ms)
{
	struct timespec ts = {ms / 1000, ms % 1000 * 1000000L};

	while (nanosleep(&ts, &ts) < 0 && errno == EINTR)
		;
}

int look(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = ALL_EVENTS};

	return poll(&pfd, 1, 0) < 0 ? -1 : pfd.revents;
}

int settle(int fd, int want)
{
	int seen = look(fd);

	for (int ms = 0; (seen & want) != want && ms < WAIT_MS; ms++) {
		nap(1);
		seen = look(fd);
	}
	return seen;
}

int lowest_free(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd;
}

int bind_to(int fd, int port)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, port);

	return bind(fd, (void *)&addr, len);
}

int connect_to(int fd, int port)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, port);

	return connect(fd, (void *)&addr, len);
}

int unspec(int fd)
{
	struct sockaddr addr = {.sa_family = AF_UNSPEC};

	return connect(fd, &addr, sizeof(addr));
}

/* A port where nobody listens: bound, so nobody else gets it. */
int silent_port(void)
{
	return port_of(bound());
}

void non_blocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

int so_error(int fd)
{
	socklen_t len = sizeof(int);
	int err = -1;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0)
		return errno;
	return err;
}

void put_names(int fd)
{
	struct sockaddr_storage addr = {0};
	socklen_t len = sizeof(addr);

	if (getsockname(fd, (void *)&addr, &len) < 0)
		put_errno("sockname", errno);
	else
		put_addr("sockname", &addr);
	put("len", len);
	memset(&addr, 0, sizeof(addr));
	len = sizeof(addr);
	if (getpeername(fd, (void *)&addr, &len) < 0)
		put_errno("peername", errno);
	else
		put_addr("peername", &addr);
}

void put_kind(int fd)
{
	static const struct {
		int option;
		const char *label;
	} asked[] = {{SO_DOMAIN, "domain"},
		     {SO_TYPE, "type"},
		     {SO_PROTOCOL, "protocol"}};

	for (size_t i = 0; i < 3; i++) {
		int val = -1;
		socklen_t len = sizeof(val);
		int ret =
			getsockopt(fd, SOL_SOCKET, asked[i].option, &val, &len);

		put(asked[i].label, ret < 0 ? ret : val);
	}
}
