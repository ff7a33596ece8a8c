// SPDX-License-Identifier: MIT
/*
 * SO_RCVTIMEO on a listener is taken and has no effect: accept() never
 * returns. TCP says EAGAIN when the time is over.
 */
#include "bug.h"

static int listener;

static void too_long(int signal)
{
	(void)signal;
	verdict(SHOWS, "accept() is still there after 1 s, the timeout is "
		       "0.2 s; TCP says EAGAIN");
}

static void look(int protocol)
{
	static const struct timeval timeout = {0, 200000};

	listener = new_listener(protocol);
	must(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &timeout,
			sizeof(timeout)));
	if (accept(listener, NULL, NULL) >= 0 || errno != EAGAIN)
		verdict(CANT_TELL, "accept() says %s", said(-1));
}

int main(void)
{
	patience(10);
	look(IPPROTO_TCP);
	signal(SIGALRM, too_long);
	alarm(1);
	look(IPPROTO_MPTCP);
	verdict(SHOWS_NOT, "accept() says EAGAIN on both");
}
