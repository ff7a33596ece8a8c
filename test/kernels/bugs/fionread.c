// SPDX-License-Identifier: MIT
/*
 * FIONREAD counts the end of the stream (the DATA_FIN) as a byte: 4 where
 * three bytes and the end have come, 1 at the end. A reader that asks how much
 * is there before it reads, until nothing is, never ends.
 */
#include "bug.h"

struct seen {
	int before, after;
};

static struct seen look(int protocol)
{
	struct pair p = new_pair(protocol, protocol);
	struct seen s;
	char in[8];

	must(write(p.accepted, "abc", 3));
	must(shutdown(p.accepted, SHUT_WR));
	events(p.dialer, POLLRDHUP, 1000);
	must(ioctl(p.dialer, FIONREAD, &s.before));
	must(read(p.dialer, in, 3));
	must(ioctl(p.dialer, FIONREAD, &s.after));
	return s;
}

int main(void)
{
	struct seen tcp, mptcp;

	patience(10);
	tcp = look(IPPROTO_TCP);
	mptcp = look(IPPROTO_MPTCP);
	verdict(tcp.before == mptcp.before && tcp.after == mptcp.after,
		"before: TCP %d, MPTCP %d; at the end: TCP %d, MPTCP %d",
		tcp.before, mptcp.before, tcp.after, mptcp.after);
}
