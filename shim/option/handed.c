// SPDX-License-Identifier: MIT
/*
 * Who was made to listen elsewhere? Called by set.c.
 */
#define _GNU_SOURCE
#include <poll.h>
#include "base/address.h"
#include "base/poll.h"
#include "handed.h"
#include "know/births.h"
#include "know/doubt.h"
#include "know/observe.h"

/*
 * An accepted connection of MPTCP has the listener's port and cookie. What
 * can't become TCP here by the time it listens is to do so now, or to refuse.
 */
bool handed_over(struct look *l)
{
	const unsigned int history = HISTORY_port | HISTORY_dialed;
	const uint64_t cookie = look_cookie(l);
	const struct birth_record *r =
		births_socket_with(l->fd, cookie, ORIGIN_MPTCP);

	if (!look_address(l) || !address_port(&l->address.at) ||
	    observe_used(l->fd) || poll_events(l->fd, POLLRDHUP) & POLLRDHUP)
		return false;
	if (cookie && r &&
	    (__atomic_load_n(&r->word, __ATOMIC_RELAXED) & history) ==
		    HISTORY_port)
		return true;
	return doubt_reason(l->fd, cookie, true, false);
}
