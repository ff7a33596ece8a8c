/* SPDX-License-Identifier: MIT */
/*
 * Which forks this process was part of, and whether the other side of them
 * may still hold a socket that is older.
 */
#ifndef SHIM_FORKS_H
#define SHIM_FORKS_H

#include <stdbool.h>

/* Have there been sockets that somebody else could hold? */
extern int forks_mattering __attribute__((visibility("hidden")));

/* Inline, as each socket() says so. */
static inline void forks_matter(void)
{
	__atomic_store_n(&forks_mattering, 1, __ATOMIC_RELAXED);
}

/* May somebody else hold what was born then (moments.h)? */
bool forks_share(unsigned long born);

/* From life.c: at load, around fork(), in a child no handler announced. */
void forks_start(void);
void forks_begin(void);
void forks_parent(void);
void forks_child(void);
void forks_unseen(void);

#endif
