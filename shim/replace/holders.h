/* SPDX-License-Identifier: MIT */
/*
 * Fills in of a job whom a replace concerns: the numbers and the epoll sets.
 */
#ifndef SHIM_HOLDERS_H
#define SHIM_HOLDERS_H

#include "job.h"

/*
 * As far as it has to be known before anything is done: what else is left to
 * be found then is told by job.held.
 */
enum reason holders_find(struct job *j);

/* All of it; job.held is HELD_UNKNOWN. */
enum reason holders_find_all(struct job *j);

/* The private descriptor in job.held is closed. */
void holders_forget(struct job *j);

#endif
