// SPDX-License-Identifier: MIT
/*
 * sock_diag(7), by which ss -M lists MPTCP sockets: of several listeners on one
 * port (SO_REUSEPORT) some are not listed, from the third on.
 */
#include "bug.h"
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

#define LISTENERS 8

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 inet;
	struct nlattr attribute;
	uint32_t protocol; /* IPPROTO_MPTCP is too large for one byte */
};

static void ask(int fd, int protocol)
{
	struct request r = {
		.header = {sizeof(r), SOCK_DIAG_BY_FAMILY,
			   NLM_F_REQUEST | NLM_F_DUMP, 0, 0},
		.inet = {.sdiag_family = AF_INET,
			 .sdiag_protocol = (uint8_t)protocol,
			 .idiag_states = 1 << TCP_LISTEN},
		.attribute = {sizeof(r.attribute) + sizeof(r.protocol),
			      INET_DIAG_REQ_PROTOCOL},
		.protocol = (uint32_t)protocol,
	};

	must(send(fd, &r, sizeof(r), 0));
}

/* How many listeners of this network namespace, which is ours, are listed. */
static int listed(int protocol)
{
	int fd = must(socket(AF_NETLINK, SOCK_DGRAM, NETLINK_SOCK_DIAG));
	_Alignas(struct nlmsghdr) char answer[16384];
	const struct nlmsghdr *h;
	int n = 0, len;

	ask(fd, protocol);
	for (;;) {
		len = must(recv(fd, answer, sizeof(answer), 0));
		for (h = (struct nlmsghdr *)answer; NLMSG_OK(h, len);
		     h = NLMSG_NEXT(h, len)) {
			if (h->nlmsg_type == NLMSG_DONE) {
				close(fd);
				return n;
			}
			if (h->nlmsg_type == NLMSG_ERROR)
				verdict(CANT_TELL, "no sock_diag for %d",
					protocol);
			n++;
		}
	}
}

static int look(int protocol)
{
	static const int on = 1;
	struct sockaddr_in addr = {.sin_family = AF_INET,
				   .sin_port = htons(7070)};
	int fds[LISTENERS], i, n;

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (i = 0; i < LISTENERS; i++) {
		fds[i] = new_socket(protocol);
		must(setsockopt(fds[i], SOL_SOCKET, SO_REUSEPORT, &on,
				sizeof(on)));
		must(bind(fds[i], (struct sockaddr *)&addr, sizeof(addr)));
		must(listen(fds[i], 16));
	}
	n = listed(protocol);
	for (i = 0; i < LISTENERS; i++)
		close(fds[i]);
	return n;
}

int main(void)
{
	int tcp, mptcp;

	patience(10);
	own_network();
	tcp = look(IPPROTO_TCP);
	mptcp = look(IPPROTO_MPTCP);
	if (!mptcp)
		verdict(CANT_TELL, "this kernel lists no MPTCP listeners");
	verdict(tcp == mptcp, "of %d listeners TCP lists %d, MPTCP %d",
		LISTENERS, tcp, mptcp);
}
