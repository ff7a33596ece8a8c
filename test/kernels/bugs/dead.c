// SPDX-License-Identifier: MIT
/*
 * The peer is dead, and keepalive finds out. TCP: POLLERR, ETIMEDOUT. MPTCP:
 * nothing until net.mptcp.close_timeout, 60 s, is over as well, then POLLHUP
 * alone, ENOTCONN. Here it is set to two seconds.
 */
#include "bug.h"

struct seen {
	double after;
	int events;
	const char *recv;
};

/* The link is down from here on. */
static struct seen look(struct pair p, double start)
{
	struct seen s;
	char in[8];

	s.events = events(p.dialer, POLLIN | POLLRDHUP, 90000);
	s.after = seconds_now() - start;
	s.recv = said(recv(p.dialer, in, sizeof(in), MSG_DONTWAIT));
	return s;
}

int main(void)
{
	static const int one = 1;
	struct seen tcp, mptcp;
	struct pair p[2];
	double start;
	int i;

	patience(150);
	own_network();
	set_sysctl("/proc/sys/net/mptcp/close_timeout", "2");
	for (i = 0; i < 2; i++) {
		p[i] = new_pair(protocols[i], protocols[i]);
		must(setsockopt(p[i].dialer, IPPROTO_TCP, TCP_KEEPIDLE, &one,
				sizeof(one)));
		must(setsockopt(p[i].dialer, IPPROTO_TCP, TCP_KEEPINTVL, &one,
				sizeof(one)));
		must(setsockopt(p[i].dialer, IPPROTO_TCP, TCP_KEEPCNT, &one,
				sizeof(one)));
		must(setsockopt(p[i].dialer, SOL_SOCKET, SO_KEEPALIVE, &one,
				sizeof(one)));
	}
	must(set_loopback(false));
	start = seconds_now();
	tcp = look(p[0], start);
	mptcp = look(p[1], start);
	verdict(mptcp.after < tcp.after + 0.5,
		"TCP after %.1f s: events %#x, recv() %s; "
		"MPTCP after %.1f s: %#x, %s",
		tcp.after, tcp.events, tcp.recv, mptcp.after, mptcp.events,
		mptcp.recv);
}
