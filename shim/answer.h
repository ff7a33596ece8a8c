/* SPDX-License-Identifier: MIT */
/*
 * getsockopt() on a socket that is MPTCP because of us, or was accepted from
 * one that is: what TCP answers.
 */
#ifndef SHIM_ANSWER_H
#define SHIM_ANSWER_H

#include <stdbool.h>
#include <sys/socket.h>

/* The arguments of a getsockopt(), and what comes of it. */
struct answer {
	int fd;
	int level;
	int name;
	void *value;
	socklen_t *len;
	int ret;
};

/* Before it is called: must TCP answer instead? Sets ret and errno. */
bool answer_instead(struct answer *a);

/* It failed (errno): does TCP know better? Sets ret and errno. */
bool answer_refused(struct answer *a);

/* It succeeded: put right what only MPTCP says so. */
void answer_amend(const struct answer *a);

#endif
