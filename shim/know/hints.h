/* SPDX-License-Identifier: MIT */
/*
 * What a program has said of a socket by an option that MPTCP does not know,
 * or of which it tells otherwise (TRAIT_REMEMBERED): a program that gives a
 * hint has lost nothing and reads back what it said.
 */
#ifndef SHIM_HINTS_H
#define SHIM_HINTS_H

#include <stdint.h>
#include "options.h"

unsigned int hints_of(int fd);
void hints_set(int fd, unsigned int set, unsigned int clear);

/* A hint was given: its value was just read by the kernel, for a stand-in. */
void hints_keep(const struct option_call *call);

/* What getsockopt() is to say instead of the stand-in's value. */
void hints_tell(int fd, const struct option *o, void *value, socklen_t len);

/* fd listens now: listen() forgets TCP_QUICKACK. */
void hints_listening(int fd);

/* fd is TCP now, another socket that can be told. */
void hints_apply(int fd, unsigned int hints);

#endif
