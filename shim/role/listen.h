/* SPDX-License-Identifier: MIT */
/*
 * A socket turns out to be a listener: what a listener costs it costs once.
 * Called by the hook of listen().
 */
#ifndef SHIM_LISTEN_H
#define SHIM_LISTEN_H

#include "act.h"

struct listening {
	struct look look;
	struct plan plan;
	bool replaced; /* by one that listens already */
};

/* listen() is about to be called: the wanted protocol is put under fd. */
void listen_before(struct listening *l, int fd, int backlog);

/* What it said. */
void listen_after(const struct listening *l, int ret);

/* Where nothing is ever replaced: it listens, counted by its birth alone. */
void listen_off(int fd);

#endif
