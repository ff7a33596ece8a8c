// SPDX-License-Identifier: MIT
/*
 * A dialer that fell back to TCP: the peer closes, one more byte is sent to it
 * (a kept-alive HTTP connection), then recv() says EPIPE, which is no error of
 * recv(); TCP says 0, the end.
 */
#include "bug.h"

static const char *look(int protocol)
{
	struct pair p = new_pair(protocol, IPPROTO_TCP);
	char in[8];

	close(p.accepted);
	events(p.dialer, POLLRDHUP, 1000);
	must(send(p.dialer, "x", 1, 0));
	events(p.dialer, 0, 1000); /* POLLERR or POLLHUP: the reset has come */
	usleep(50000);
	return said(recv(p.dialer, in, sizeof(in), 0));
}

int main(void)
{
	const char *tcp, *mptcp;

	patience(10);
	tcp = look(IPPROTO_TCP);
	mptcp = look(IPPROTO_MPTCP);
	verdict(!strcmp(tcp, mptcp), "recv(): TCP %s, MPTCP %s", tcp, mptcp);
}
