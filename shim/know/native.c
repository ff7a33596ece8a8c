// SPDX-License-Identifier: MIT
/*
 * A program that never asked for MPTCP has none of its own, and that is nearly
 * all of them: no socket of theirs is asked for its cookie.
 */
#include "births.h"
#include "native.h"
#include "observe.h"

int native_ever;

/* Before it, so that no thread knows too little; and what came meanwhile. */
void native_asked(void)
{
	births_learn_all();
	__atomic_store_n(&native_ever, 1, __ATOMIC_RELEASE);
	births_learn_all();
}

bool native_socket(int fd)
{
	return native_any() && !births_socket_upgraded(fd, observe_cookie(fd));
}
