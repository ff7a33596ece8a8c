// SPDX-License-Identifier: MIT
/*
 * Half-open connections, from sock_diag(7), or else from /proc/net: a client
 * has sent its SYN, and its last word of the handshake (or, for
 * TCP_DEFER_ACCEPT, its first data) is to come. TCP_INFO tells of the queue
 * alone. Called by handover.c. It is asked for TCP: an MPTCP listener's
 * handshakes are those of its first subflow.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "base/address.h"
#include "base/private.h"
#include "base/sys.h"
#include "halfopen.h"

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 ask;
};

/* All of the first message is its header, if there is nothing to list. */
struct answer {
	struct nlmsghdr header;
	int error;
};

/* Negative: it can't be asked. */
static int any_of(int netlink, int family, in_port_t port)
{
	const struct request request = {
		.header = {.nlmsg_len = sizeof(request),
			   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		.ask = {.sdiag_family = (unsigned char)family,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = 1 << TCP_SYN_RECV,
			.id.idiag_sport = port},
	};
	struct answer answer;

	if (sys(SYS_write, netlink, &request, sizeof(request)) !=
		    sizeof(request) ||
	    sys(SYS_read, netlink, &answer, sizeof(answer)) <
		    (long)sizeof(answer))
		return -1;
	if (answer.header.nlmsg_type == NLMSG_DONE)
		return answer.error ? -1 : 0;
	return answer.header.nlmsg_type == NLMSG_ERROR ? -1 : 1;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/*
 * "  sl  local_address rem_address   st", of which the numbers behind the
 * second colon (the port) and behind the third one and a blank (the state) are
 * looked at, as they come: lines may be cut by the buffer's end.
 */
struct line {
	int colons;
	unsigned int port;
	unsigned int state;
	bool blank; /* behind the third colon's number */
};

static bool half_open(struct line *l, char c, unsigned int port)
{
	const struct line none = {0, 0, 0, false};
	bool found = false;

	if (c == '\n') {
		*l = none;
	} else if (c == ':') {
		l->colons++;
	} else if (l->colons == 2 && digit(c) >= 0) {
		l->port = l->port * 16 + (unsigned int)digit(c);
	} else if (l->colons == 2 && c == ' ') {
		l->colons = l->port == port ? 3 : 100;
	} else if (l->colons == 4 && c == ' ') {
		found = l->blank && l->state == TCP_SYN_RECV;
		l->blank = true;
		l->state = 0;
	} else if (l->colons == 4 && l->blank && digit(c) >= 0) {
		l->state = l->state * 16 + (unsigned int)digit(c);
	}
	return found;
}

/* Where nothing loads the module that answers, or a sandbox bars netlink. */
static bool listed_in(const char *file, unsigned int port)
{
	long fd = private_open(AT_FDCWD, file, O_RDONLY), n = -1, i;
	struct line line = {0, 0, 0, false};
	bool yes = false;
	char buffer[256] = "";

	while (fd >= 0 && !yes &&
	       (n = sys(SYS_read, fd, buffer, sizeof(buffer))) > 0)
		for (i = 0; i < n && !yes; i++)
			yes = half_open(&line, buffer[i], port);
	if (fd >= 0)
		private_close(fd);
	return yes || n < 0;
}

bool halfopen_any(const struct address *address)
{
	const int port = address_port(&address->at);
	long netlink = private_netlink(NETLINK_SOCK_DIAG);
	int any = -1;

	if (netlink >= 0) {
		any = any_of((int)netlink, address->at.sin6_family,
			     htons((in_port_t)port));
		private_close(netlink);
	}
	if (any >= 0)
		return any;
	/* An IPv6 listener's IPv4 clients are in the first. */
	return listed_in("/proc/thread-self/net/tcp", (unsigned int)port) ||
	       (address->at.sin6_family == AF_INET6 &&
		listed_in("/proc/thread-self/net/tcp6", (unsigned int)port));
}
