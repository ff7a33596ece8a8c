/* SPDX-License-Identifier: MIT */
/*
 * A socket takes a role: what it is, what policy wants for it, what is done
 * about it. The hooks of connect() and listen() call these and nothing else.
 */
#ifndef SHIM_CLASSIFY_H
#define SHIM_CLASSIFY_H

#include <stdbool.h>
#include <sys/socket.h>
#include "counters.h"

/* connect() is about to be called: count a socket's first. */
void classify_dialer(int fd, const struct sockaddr *addr, socklen_t len);

/* bind() is about to be called: not every address is kept by MPTCP. */
void classify_bound(int fd, const struct sockaddr *addr, socklen_t len);

/*
 * listen() is about to be called: put the wanted protocol under fd. True if
 * a successful listen() is to be counted with classify_listening().
 */
bool classify_listener(int fd, int backlog, struct verdict *out);
void classify_listening(int fd, const struct verdict *v);

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

/* Did the program itself ask for MPTCP on this MPTCP socket, for all we know?
 */
bool classify_native(int fd);

#endif
