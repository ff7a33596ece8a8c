/* SPDX-License-Identifier: MIT */
/*
 * getsockopt() on a socket that is MPTCP because of us, or was accepted from
 * one that is: what TCP answers.
 */
#ifndef SHIM_ANSWER_H
#define SHIM_ANSWER_H

#include <stdbool.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "base/numbers.h"

/*
 * Names to which MPTCP has an answer of its own, or whose answer tells the
 * program what we have to know. To all others it says what TCP says, or that
 * it does not know them.
 */
static inline bool answer_telling(int level, int name)
{
	switch (level) {
	case SOL_SOCKET:
		return name == SO_PROTOCOL || name == SO_COOKIE ||
		       name == SO_RCVLOWAT;
	case IPPROTO_TCP:
		return name == TCP_NOTSENT_LOWAT || name == TCP_ULP ||
		       name == TCP_IS_MPTCP || name == TCP_AO_REPAIR ||
		       name == TCP_ZEROCOPY_RECEIVE;
	default:
		return level == SOL_MPTCP || level == SOL_IPV6;
	}
}

/* The arguments of a getsockopt(), and what comes of it. */
struct answer {
	int fd;
	int level;
	int name;
	void *value;
	socklen_t *len;
	int ret;
};

/* Before a telling one is called: must TCP answer? Sets ret and errno. */
bool answer_instead(struct answer *a);

/* It failed (errno): does TCP know better? Sets ret and errno. */
bool answer_refused(struct answer *a);

/* A telling one succeeded: put right what only MPTCP says so. */
void answer_amend(const struct answer *a);

#endif
