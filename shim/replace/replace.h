/* SPDX-License-Identifier: MIT */
/*
 * Puts a socket of another protocol under the program's descriptors, all or
 * nothing: until the last step the program's own socket has lost nothing.
 */
#ifndef SHIM_REPLACE_H
#define SHIM_REPLACE_H

#include <stdbool.h>
#include "know/look.h"
#include "policy/verdict.h"

#define REPLACE_NO_LISTEN (-1)

/*
 * The socket has never connected and does not listen. backlog: what
 * listen() was called with, 0 or more, and the new one listens already when
 * it is put there; or REPLACE_NO_LISTEN. *refused: the errno with which the
 * kernel refused to make the new socket, else 0; then and for any other reason
 * returned nothing has changed.
 */
enum reason replace_socket(struct look *l, int to, int backlog, int *refused);

/*
 * The socket is an MPTCP listener: a TCP one instead, if nobody waits
 * for it, or to be accepted. REASON_bind: its port was not to be had just now.
 */
enum reason replace_listener(struct look *l);

/*
 * A socket that took another's place, listened and was shut down, whose port
 * the kernel had chosen: one of the same protocol that has no port yet.
 */
void replace_anew(struct look *l, int protocol, int backlog);

#endif
