// SPDX-License-Identifier: MIT
/*
 * Called before fork() and before sendmsg(), each by the thread that is going
 * to do it. What is shared can't go back to TCP for the sake of an option any
 * more, and who shares a socket before it does anything is known to set such
 * ones later, in the child or where it is received (Varnish: SO_RCVTIMEO, and
 * it ends if that is refused), or to dial. So it is TCP, the one that takes
 * them all.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "base/rights.h"
#include "base/settings.h"
#include "base/thread.h"
#include "classify.h"
#include "know/observe.h"
#include "replace/replace.h"
#include "settle.h"

/* Each takes a look at all descriptors, and a fork is not to take seconds. */
#define SETTLE_MOST 64

/* The first number from there on whose socket is to be settled, or -1. */
static int unsettled(int fd)
{
	const unsigned int is = BIRTH_named | BIRTH_upgraded;
	const unsigned int was = BIRTH_touched | BIRTH_listened;

	while ((fd = births_next(fd, BIRTH_named)) >= 0 &&
	       (births_flags(fd) & (is | was)) != is)
		fd++;
	return fd;
}

bool settle_any(void)
{
	unsigned int bound =
		__atomic_load_n(&births_unsettled, __ATOMIC_ACQUIRE);

	if (!bound)
		return false;
	if (unsettled(0) >= 0)
		return true;
	/* Unless another one was bound meanwhile. */
	__atomic_compare_exchange_n(&births_unsettled, &bound, 0, false,
				    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	return false;
}

static void downgrade(int fd, enum reason reason)
{
	int err;

	if (classify_native(fd) ||
	    replace_socket(fd, IPPROTO_TCP, REPLACE_NO_LISTEN, &err))
		return;
	/* After all it may be this process's alone, and listen. */
	if (settings_want(ROLE_LISTENER).mptcp)
		births_change(fd, 0, BIRTH_upgraded);
	else
		births_decline(fd, reason);
}

/*
 * By its cookie: the number may have become another socket's, or be a
 * duplicate's. reason: why it could not be replaced any more.
 */
static void settle(int fd, enum reason reason)
{
	const unsigned int done = BIRTH_touched | BIRTH_listened;
	uint64_t cookie = observe_cookie(fd);
	struct birth_record *r =
		cookie ? births_with(fd, cookie, BIRTH_named) : NULL;
	unsigned int flags =
		r ? __atomic_load_n(&r->flags, __ATOMIC_RELAXED) : 0;

	if ((flags & BIRTH_upgraded) && !(flags & done) &&
	    observe_state(fd) == TCP_CLOSE &&
	    observe_protocol(fd) == IPPROTO_MPTCP)
		downgrade(fd, reason);
}

/*
 * Another thread may be right before listen() or connect() on it, which would
 * act on what is not under the number any more.
 */
void settle_forking(void)
{
	int left = settle_any() && thread_alone() ? SETTLE_MOST : 0, fd = -1;

	__atomic_store_n(&births_unsettled, 0, __ATOMIC_RELAXED);
	while ((fd = unsettled(fd + 1)) >= 0) {
		if (left && left--)
			settle(fd, REASON_fork);
		births_clear(fd, BIRTH_named);
	}
}

void settle_sending(const struct msghdr *message)
{
	uint32_t at = 0;
	int fd;

	while (settle_any() && rights_next(message, &at, &fd))
		settle(fd, REASON_sent);
}
