/* SPDX-License-Identifier: MIT */
/*
 * A socket takes a role: what it is, what policy wants for it, what is done
 * about it. Called by the hook of listen() and, for what dials, by dialer.c.
 */
#ifndef SHIM_CLASSIFY_H
#define SHIM_CLASSIFY_H

#include <stdbool.h>
#include <sys/socket.h>
#include "know/native.h"
#include "policy/verdict.h"

/* Nothing is known of it yet but what policy wants. */
struct verdict classify_start(enum role role);

/* A socket that is TCP though policy wants MPTCP: what socket() met. */
void classify_recall(struct verdict *v, int fd);

/*
 * listen() is about to be called: put the wanted protocol under fd. True if
 * a successful listen() is to be counted with classify_listening().
 */
bool classify_listener(int fd, int backlog, struct verdict *out);
void classify_listening(int fd, const struct verdict *v);

/* Where nothing is ever replaced: it listens, counted by its birth alone. */
void classify_off(int fd);

/*
 * It listens since classify_listener(), but another preload library answered
 * listen() with an error: nor must it.
 */
void classify_unlistened(int fd, const struct verdict *v);

/*
 * MPTCP refused something that TCP can do, on a socket that we made MPTCP and
 * that has no connection: back to TCP. False: it stays.
 */
bool classify_retreat(int fd);

#endif
