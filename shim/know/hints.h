/* SPDX-License-Identifier: MIT */
/*
 * Options that only give the kernel a hint, which any kernel may ignore
 * (tcp(7)). MPTCP refuses to hear them; a program that gives one has lost
 * nothing and reads back what it said.
 */
#ifndef SHIM_HINTS_H
#define SHIM_HINTS_H

#include <stdint.h>
#include "options.h"

/* What a program has said of a socket; 0: nothing, for all we know. */
enum hint {
	HINT_DELAYED = 1 << 0, /* TCP_QUICKACK is off */
	HINT_THIN = 1 << 1,    /* TCP_THIN_LINEAR_TIMEOUTS is on */
	HINT_LOWAT = 1 << 2,   /* TCP_NOTSENT_LOWAT is -1 */
};

unsigned int hints_of(int fd);
void hints_set(int fd, unsigned int set, unsigned int clear);

bool hints_is(int level, int name);

/* Is it what an MPTCP connection does in any case? */
bool hints_granted(const struct option_call *call);

/* SO_REUSEADDR or SO_REUSEPORT, of a length that is never EINVAL to TCP? */
bool hints_reuse(const struct option_call *call);

/* The value was just read by the kernel, for the stand-in. */
void hints_keep(const struct option_call *call);

/* What getsockopt() is to say instead of the stand-in's value. */
void hints_tell(int fd, int name, void *value, socklen_t len);

/* fd listens now: listen() forgets TCP_QUICKACK. */
void hints_listening(int fd);

/* fd is TCP now, another socket that can be told. */
void hints_apply(int fd, unsigned int hints);

#endif
