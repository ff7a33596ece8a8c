// SPDX-License-Identifier: MIT
/*
 * Called before fork() and before sendmsg(), each by the thread that is going
 * to do it. What is shared can't go back to TCP for the sake of an option any
 * more, and who shares a socket before it does anything is known to set such
 * ones later, in the child or where it is received (Varnish: SO_RCVTIMEO, and
 * it ends if that is refused), or to dial. So it is TCP, the one that takes
 * them all.
 */
#include <stddef.h>
#include "act.h"
#include "base/rights.h"
#include "base/settings.h"
#include "base/thread.h"
#include "know/births.h"
#include "settle.h"

/* Each takes a look at all descriptors, and a fork is not to take seconds. */
#define SETTLE_MOST 64

/* The first number from there on whose socket is to be settled, or -1. */
static int unsettled(int fd)
{
	while ((fd = births_next(fd, HISTORY_unsettled)) >= 0 &&
	       !plan_settle_matters(births_of(fd)))
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

/*
 * By its cookie: the number may have become another socket's, or be a
 * duplicate's. reason: why it could not be replaced any more.
 */
static void settle(int fd, enum reason reason)
{
	struct birth_record *r;
	struct look l;
	struct plan p;

	look_at(&l, fd, 0);
	r = look_cookie(&l)
		    ? births_socket_with(fd, l.cookie, HISTORY_unsettled)
		    : NULL;
	if (!r)
		return;
	l.facts.word = __atomic_load_n(&r->word, __ATOMIC_RELAXED);
	while ((p = plan_settle(&l.facts, settings_want(ROLE_LISTENER), reason))
		       .ask)
		act_ask(&l, p.ask);
	if (p.act)
		act_back(&l, &p);
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
