/* SPDX-License-Identifier: MIT */
/*
 * A listener to which connect() blocks: its queue is full. For the guests
 * that are torn out of a blocking connect().
 */
#ifndef LIFE_BLOCKED_H
#define LIFE_BLOCKED_H

#include "life_guest.h"

#define FILLERS 3

static inline int full_listener(int fillers[FILLERS])
{
	int l = bound();
	struct sockaddr_in addr = address_of(l);
	struct pollfd p = {.events = POLLOUT};

	if (listen(l, 0))
		die("listen");
	for (int i = 0; i < FILLERS; i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(fillers[i], (struct sockaddr *)&addr,
			    sizeof(addr)) == 0 ||
		    errno != EINPROGRESS)
			die("connect");
		p.fd = fillers[i];
		if (i == 0 && poll(&p, 1, 10000) != 1)
			die("poll");
	}
	return l;
}

/* Has connect() sent its SYN? Asked behind the shim's back. */
static inline bool is_dialling(int fd)
{
	unsigned char state = 0;
	socklen_t len = sizeof(state);

	syscall(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, &state, &len);
	return state == TCP_SYN_SENT;
}

#endif
