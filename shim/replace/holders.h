/* SPDX-License-Identifier: MIT */
/*
 * Fills in of a job whom a replace concerns: the numbers and the epoll sets.
 */
#ifndef SHIM_HOLDERS_H
#define SHIM_HOLDERS_H

#include "job.h"

/*
 * As far as it has to be known before anything is done: what else is left to
 * be found then is told by job.held. probe: of ours, in no epoll set; closed.
 */
enum reason holders_find(struct job *j, int probe);

/* All of it; job.held is HELD_UNKNOWN. */
enum reason holders_find_all(struct job *j);

/*
 * Is the new socket made by another user than the old one, whoever the process
 * is now, or in another network namespace? A SO_REUSEPORT group is one user's
 * (net/ipv4/inet_hashtables.c).
 */
enum reason holders_differ(const struct job *j);

/* The private descriptor in job.held is closed. */
void holders_forget(struct job *j);

#endif
