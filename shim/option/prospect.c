// SPDX-License-Identifier: MIT
/*
 * Who is going to listen? Called by assent.c.
 */
#define _GNU_SOURCE
#include <netinet/tcp.h>
#include <poll.h>
#include "base/address.h"
#include "base/poll.h"
#include "know/births.h"
#include "know/doubt.h"
#include "know/observe.h"
#include "prospect.h"

bool prospect_listens(int fd)
{
	const int state = observe_state(fd);

	return state == TCP_LISTEN ||
	       (state == TCP_CLOSE && (births_flags(fd) & BIRTH_port));
}

/*
 * An accepted connection of MPTCP has the listener's port and cookie. What
 * can't become TCP here by the time it listens is to do so now, or to refuse.
 */
bool prospect_elsewhere(int fd)
{
	const unsigned int history = BIRTH_port | BIRTH_touched;
	const uint64_t cookie = observe_cookie(fd);
	const struct birth_record *r = births_with(fd, cookie, BIRTH_upgraded);
	struct address address;

	if (!observe_address(fd, &address) || !address_port(&address.at) ||
	    observe_used(fd) || poll_events(fd, POLLRDHUP) & POLLRDHUP)
		return false;
	if (cookie && r &&
	    (__atomic_load_n(&r->flags, __ATOMIC_RELAXED) & history) ==
		    BIRTH_port)
		return true;
	return doubt_reason(fd, cookie, true, false);
}
