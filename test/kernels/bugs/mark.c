// SPDX-License-Identifier: MIT
/*
 * net.ipv4.tcp_fwmark_accept: a connection has the mark of the SYN that made
 * it. SO_MARK of an accepted MPTCP connection reads 0.
 */
#include "bug.h"

static int look(int protocol)
{
	static const int mark = 7;
	int listener = new_listener(protocol), dialer = new_socket(protocol);

	must(setsockopt(dialer, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)));
	dial(dialer, listener);
	return number(must(accept(listener, NULL, NULL)), SOL_SOCKET, SO_MARK);
}

int main(void)
{
	int tcp, mptcp;

	patience(10);
	own_network();
	if (!set_sysctl("/proc/sys/net/ipv4/tcp_fwmark_accept", "1"))
		verdict(CANT_TELL, "no tcp_fwmark_accept in this kernel");
	tcp = look(IPPROTO_TCP);
	mptcp = look(IPPROTO_MPTCP);
	verdict(tcp == mptcp, "SO_MARK: TCP %d, MPTCP %d", tcp, mptcp);
}
