// SPDX-License-Identifier: MIT
/*
 * Doubts. bind() is where a socket's cookie is learnt, by which it is known
 * under each of its numbers; until then a number is all there is. Called by
 * role/bind.c and replace/replace.c.
 */
#include "births.h"
#include "doubt.h"
#include "forks.h"
#include "moments.h"
#include "observe.h"
#include "pins.h"
#include "policy/plan.h"

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

/*
 * What socket() made under this number is the one that is there now: unless
 * the number was closed unseen and given to a socket that another process
 * sent. A socket that has done nothing yet leaves no other trace.
 */
static bool trusted(const struct birth_record *r)
{
	return !moments_since(MOMENT_received, load(r->born));
}

/* Born here, and it has done nothing yet; *known: its cookie, if it is. */
static bool unused(const struct birth_record *r, uint64_t *known)
{
	unsigned int flags = load(r->word);

	*known = load(r->cookie);
	return (flags & ORIGIN_OURS) && !(flags & HISTORY_ACTED);
}

static void adopt(struct birth_record *r, const struct birth_record *from)
{
	const unsigned int same =
		ORIGIN_OURS | ORIGIN_MPTCP | REMEMBERED_v4 | REMEMBERED_beside;

	store(r->word, load(from->word) & same);
	store(r->born, load(from->born));
}

/*
 * A number that socket() did not give here: a duplicate of one of ours, moved
 * perhaps, or somebody else's socket. It can only be ours if there is one that
 * was born and has done nothing yet; then it is as old as the oldest of them.
 */
static bool guess(struct birth_record *r, uint64_t cookie)
{
	struct birth_record *c, *oldest = NULL;
	uint64_t known;
	int fd;

	for (fd = 0; (c = births_from(&fd)); fd++) {
		if (c == r || !unused(c, &known) || (known && known != cookie))
			continue;
		if (!oldest || known || load(c->born) < load(oldest->born))
			oldest = c;
		if (known) /* the very socket */
			break;
	}
	if (oldest)
		adopt(r, oldest);
	return oldest;
}

/*
 * Who is to listen must be ours for sure: the same socket, still open under
 * the number that it was born under. Not all of a crowd are asked.
 */
static struct birth_record *proof(const struct birth_record *r, uint64_t cookie)
{
	struct birth_record *c;
	int fd, asked = 0;
	uint64_t known;

	for (fd = 0; asked < 64 && (c = births_from(&fd)); fd++) {
		if (c == r || !unused(c, &known) || known || !trusted(c))
			continue;
		asked++;
		if (observe_cookie(fd) != cookie)
			continue;
		store(c->cookie, cookie);
		return c;
	}
	return NULL;
}

void doubt_bound(int fd, uint64_t cookie)
{
	struct birth_record *r = births_record_of(fd), *c;
	unsigned int flags;
	bool stale;

	if (!r || load(r->cookie) == cookie)
		return;
	flags = load(r->word);
	/* What it is known for, another socket may have done. */
	stale = load(r->cookie) || (flags & HISTORY_ACTED && !observe_used(fd));
	if (!stale && trusted(r)) {
		store(r->cookie, cookie);
		return;
	}
	c = proof(r, cookie);
	if (c)
		adopt(r, c);
	else if (stale)
		store(r->word, 0);
	store(r->cookie, c ? cookie : 0);
}

/* The record that speaks for the socket, wherever; NULL: there is none. */
static struct birth_record *record_for(int fd, uint64_t cookie, bool bound,
				       bool idle)
{
	struct birth_record *r = births_socket_with(fd, cookie, ORIGIN_OURS),
			    *own;

	if (r)
		return r;
	own = births_make(fd);
	if (!own)
		return NULL;
	if (!bound && (load(own->word) & ORIGIN_OURS) && !load(own->cookie) &&
	    (idle || trusted(own)))
		return own;
	if (idle)
		return guess(own, cookie) ? own : NULL;
	return proof(own, cookie);
}

enum reason doubt_reason(int fd, uint64_t cookie, bool bound, bool idle)
{
	const struct birth_record *r = record_for(fd, cookie, bound, idle);
	const unsigned long born = r ? load(r->born) : moments_now();
	struct holders h = {
		.pin = pins_reason(cookie, born),
		.known = r,
		.told = r && load(r->word) & HISTORY_told,
		.idle = idle,
		.sent = moments_since(MOMENT_sent, born),
	};

	/* That may take a system call for each fork. */
	h.forked = r && !idle && !h.pin && !h.sent && forks_share(born);
	return plan_alone(&h);
}
