/* SPDX-License-Identifier: MIT */
/*
 * Programs that know MPTCP and ask for it themselves: what is theirs is never
 * touched.
 */
#ifndef SHIM_NATIVE_H
#define SHIM_NATIVE_H

#include <stdbool.h>

/* The program has just asked for IPPROTO_MPTCP. */
void native_asked(void);

extern int native_ever __attribute__((visibility("hidden")));

/* Has it ever? Inline, as each connect() may ask. */
static inline bool native_any(void)
{
	return __atomic_load_n(&native_ever, __ATOMIC_RELAXED);
}

/* Did it ask for this socket, which is MPTCP, for all we know? */
bool native_socket(int fd);

#endif
