// SPDX-License-Identifier: MIT
/*
 * Half-open connections, from sock_diag(7): a client has sent its SYN, and its
 * last word of the handshake (or, for TCP_DEFER_ACCEPT, its first data) is to
 * come. TCP_INFO tells of the queue alone. Called by replace.c. It is asked
 * for TCP: an MPTCP listener's handshakes are those of its first subflow.
 */
#define _GNU_SOURCE
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "halfopen.h"
#include "private.h"
#include "sys.h"

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 ask;
};

/* All of the first message is its header, if there is nothing to list. */
struct answer {
	struct nlmsghdr header;
	int error;
};

static bool any_of(int netlink, int family, in_port_t port)
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

	return sys(SYS_write, netlink, &request, sizeof(request)) !=
		       sizeof(request) ||
	       sys(SYS_read, netlink, &answer, sizeof(answer)) <
		       (long)sizeof(answer) ||
	       answer.header.nlmsg_type != NLMSG_DONE || answer.error;
}

bool halfopen_any(const struct address *address)
{
	/* It stands there in either family. */
	const in_port_t port =
		((const struct sockaddr_in *)&address->at)->sin_port;
	long netlink = private_netlink(NETLINK_SOCK_DIAG);
	bool yes;

	if (netlink < 0)
		return true;
	yes = any_of((int)netlink, address->at.ss_family, port);
	private_close(netlink);
	return yes;
}
