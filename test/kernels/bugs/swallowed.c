// SPDX-License-Identifier: MIT
/*
 * The peer has closed its socket; what is sent to it then is swallowed until
 * its window is full. TCP says EPIPE to the second send. With an argument the
 * last one blocks, and how long that takes is told: a minute.
 */
#include "bug.h"

static char block[4096];

/* The bytes that went, and what came then. */
static long look(int protocol, const char **end)
{
	struct pair p = new_pair(protocol, protocol);
	long sent = 0, n;

	close(p.accepted);
	events(p.dialer, POLLRDHUP, 1000);
	must(send(p.dialer, block, 1, 0));
	events(p.dialer, 0, 200); /* the answer to it */
	while ((n = send(p.dialer, block, sizeof(block), MSG_DONTWAIT)) > 0)
		sent += n;
	*end = said(n);
	return sent;
}

static void wait_for_it(void)
{
	struct pair p = new_pair(IPPROTO_MPTCP, IPPROTO_MPTCP);
	double start = seconds_now();

	close(p.accepted);
	while (send(p.dialer, block, sizeof(block), 0) > 0)
		;
	verdict(seconds_now() - start < 1, "send() said %s after %.1f s",
		said(-1), seconds_now() - start);
}

int main(int argc, char **argv)
{
	const char *tcp_end, *mptcp_end;
	long tcp, mptcp;

	(void)argv;
	patience(argc > 1 ? 200 : 10);
	if (argc > 1)
		wait_for_it();
	tcp = look(IPPROTO_TCP, &tcp_end);
	mptcp = look(IPPROTO_MPTCP, &mptcp_end);
	verdict(mptcp <= tcp + (long)sizeof(block),
		"TCP took %ld bytes, then %s; MPTCP %ld, then %s", tcp, tcp_end,
		mptcp, mptcp_end);
}
