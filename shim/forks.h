/* SPDX-License-Identifier: MIT */
/*
 * Which forks this process was part of, and whether the other side of them
 * may still hold a socket that is older.
 */
#ifndef SHIM_FORKS_H
#define SHIM_FORKS_H

#include <stdbool.h>
#include <stdint.h>

extern uint32_t forks_epoch __attribute__((visibility("hidden")));

/* Inline, as each socket() asks. */
static inline uint32_t forks_so_far(void)
{
	return __atomic_load_n(&forks_epoch, __ATOMIC_RELAXED);
}

/* May somebody else hold what was born after so many forks? */
bool forks_share(uint32_t born);

/* From now on there are sockets for which that is asked. */
void forks_matter(void);

/* From life.c: at load, around fork(), in a child no handler announced. */
void forks_start(void);
void forks_begin(void);
void forks_parent(void);
void forks_child(void);
void forks_unseen(void);

#endif
