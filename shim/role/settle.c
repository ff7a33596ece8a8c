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
#include "know/native.h"
#include "know/observe.h"
#include "replace/replace.h"
#include "settle.h"

/* Each takes a look at all descriptors, and a fork is not to take seconds. */
#define SETTLE_MOST 64

/* The first number from there on whose socket is to be settled, or -1. */
static int unsettled(int fd)
{
	const unsigned int is = HISTORY_unsettled | ORIGIN_MPTCP;
	const unsigned int was = HISTORY_dialed | HISTORY_listened;

	while ((fd = births_next(fd, HISTORY_unsettled)) >= 0 &&
	       (births_of(fd) & (is | was)) != is)
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

	if (native_socket(fd) ||
	    replace_socket(fd, IPPROTO_TCP, REPLACE_NO_LISTEN, &err))
		return;
	/* After all it may be this process's alone, and listen. */
	if (settings_want(ROLE_LISTENER).mptcp)
		births_socket_becomes(fd, ORIGIN_kept);
	else
		births_socket_becomes(fd,
				      ORIGIN_declined | BIRTHS_DETAIL(reason));
}

/*
 * By its cookie: the number may have become another socket's, or be a
 * duplicate's. reason: why it could not be replaced any more.
 */
static void settle(int fd, enum reason reason)
{
	const unsigned int done = HISTORY_dialed | HISTORY_listened;
	uint64_t cookie = observe_cookie(fd);
	struct birth_record *r =
		cookie ? births_socket_with(fd, cookie, HISTORY_unsettled)
		       : NULL;
	unsigned int flags =
		r ? __atomic_load_n(&r->word, __ATOMIC_RELAXED) : 0;

	if ((flags & ORIGIN_MPTCP) && !(flags & done) &&
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
		births_number_clear(fd, HISTORY_unsettled);
	}
}

void settle_sending(const struct msghdr *message)
{
	uint32_t at = 0;
	int fd;

	while (settle_any() && rights_next(message, &at, &fd))
		settle(fd, REASON_sent);
}
