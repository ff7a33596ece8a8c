// SPDX-License-Identifier: MIT
/*
 * The peer is gone without a word and answers with a bare RST (it was booted
 * anew). TCP: POLLIN, POLLRDHUP, POLLERR, POLLHUP at once, ECONNRESET. MPTCP:
 * nothing until net.mptcp.close_timeout, 60 s, is over, then POLLHUP alone,
 * ENOTCONN. Here it is set to one second; kernels without that sysctl take the
 * whole minute. Some say at once that the stream has ended.
 */
#include "bug.h"

struct seen {
	double after;
	int events;
	const char *recv;
};

static struct seen look(int protocol)
{
	static const struct linger at_once = {1, 0};
	struct pair p = new_pair(protocol, protocol);
	struct seen s;
	double start;
	char in[8];

	must(send(p.accepted, "hello", 5, 0));
	must(recv(p.dialer, in, 5, MSG_WAITALL));
	/* It can't tell of its end: its RST finds the link down. */
	must(set_loopback(false));
	must(setsockopt(p.accepted, SOL_SOCKET, SO_LINGER, &at_once,
			sizeof(at_once)));
	close(p.accepted);
	must(set_loopback(true));
	start = seconds_now();
	must(send(p.dialer, "x", 1, 0));
	s.events = events(p.dialer, POLLIN | POLLRDHUP, 90000);
	s.after = seconds_now() - start;
	s.recv = said(recv(p.dialer, in, sizeof(in), MSG_DONTWAIT));
	return s;
}

int main(void)
{
	struct seen tcp, mptcp;

	patience(150);
	own_network();
	set_sysctl("/proc/sys/net/mptcp/close_timeout", "1");
	tcp = look(IPPROTO_TCP);
	mptcp = look(IPPROTO_MPTCP);
	verdict(mptcp.after < tcp.after + 0.5 && !strcmp(tcp.recv, mptcp.recv),
		"TCP after %.1f s: events %#x, recv() %s; "
		"MPTCP after %.1f s: %#x, %s",
		tcp.after, tcp.events, tcp.recv, mptcp.after, mptcp.events,
		mptcp.recv);
}
