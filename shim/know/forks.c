// SPDX-License-Identifier: MIT
/*
 * A socket older than a fork is shared with the other side, unless this is
 * the child and the parent is gone (a daemon), with no other children left
 * behind. Called by births.c, doubt.c and life.c.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include "base/sys.h"
#include "forks.h"
#include "moments.h"

#define FORKS_KEPT 16

int forks_mattering;

/* Who is on the other side of a fork: the parent's pid, or one of these. */
enum {
	OTHER_CHILD = 0,    /* we were the parent; a child has no known pid */
	OTHER_UNKNOWN = -1, /* never to be thought gone */
	OTHER_GONE = -2,
};

/*
 * A parent that is gone may have had more children than us, and they hold
 * what we hold. So a parent counts its forks in a page that its children can
 * see; each knows the number at its own.
 */
static struct fork {
	unsigned long moment;
	uint32_t *forks; /* the parent's page; NULL: there is none */
	uint32_t number;
	int other;
} others[FORKS_KEPT];

static unsigned long forked_so_far;
static unsigned long forgotten; /* the newest one that is not among them */

static uint32_t *own_forks;
/*
 * As of the fork under way. Of several, the last to begin says it for all:
 * each of them adds one, so the others look as if there had been more.
 */
static uint32_t own_number;
static int self;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

/* ESRCH is sure. Alive or a zombie or unknown: not gone. */
static bool gone(int other)
{
	return other == OTHER_GONE ||
	       (other > 0 && sys(SYS_kill, other, 0) == -ESRCH);
}

/* Without a page nobody knows. */
static bool had_more(const struct fork *f)
{
	uint32_t *forks = load(f->forks);

	return !forks || load(*forks) > load(f->number) + 1;
}

/* Can the other side of a fork still hold anything? last: the latest fork. */
static bool holds(const struct fork *f, bool last)
{
	int other = load(f->other);

	if (other == OTHER_CHILD || other == OTHER_UNKNOWN || had_more(f))
		return true;
	/* Who has another parent by now lost it, zombie or not. */
	if (last && other > 0 && (int)sys(SYS_getppid) != other)
		return false;
	return !gone(other);
}

bool forks_share(unsigned long born)
{
	unsigned long n = __atomic_load_n(&forked_so_far, __ATOMIC_ACQUIRE), i;

	if (load(forgotten) > born)
		return true;
	for (i = n > FORKS_KEPT ? n - FORKS_KEPT : 0; i < n; i++) {
		const struct fork *f = &others[i % FORKS_KEPT];

		if (load(f->moment) > born && holds(f, i + 1 == n))
			return true;
	}
	return false;
}

void forks_start(void)
{
	store(self, (int)sys(SYS_getpid));
}

/*
 * Who is gone may be forgotten for good. Its page stays mapped where another
 * thread may be looking.
 */
static void forget(struct fork *f, bool alone)
{
	if (holds(f, false))
		moments_raise(&forgotten, load(f->moment));
	else if (alone)
		sys(SYS_munmap, load(f->forks), sizeof(*f->forks));
}

static void forked(struct fork f, bool alone)
{
	unsigned long n = load(forked_so_far);
	struct fork *slot = &others[n % FORKS_KEPT];

	if (n >= FORKS_KEPT)
		forget(slot, alone);
	store(slot->forks, f.forks);
	store(slot->number, f.number);
	store(slot->other, f.other);
	store(slot->moment, moments_tick());
	__atomic_store_n(&forked_so_far, n + 1, __ATOMIC_RELEASE);
}

/* Two threads may fork at once: the first one's page is everybody's. */
static void make_page(void)
{
	uint32_t *made = sys_map(sizeof(*made), MAP_SHARED), *none = NULL;

	if (made &&
	    !__atomic_compare_exchange_n(&own_forks, &none, made, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		sys(SYS_munmap, made, sizeof(*made));
}

void forks_begin(void)
{
	uint32_t *forks;

	if (!load(own_forks) && load(forks_mattering))
		make_page();
	forks = __atomic_load_n(&own_forks, __ATOMIC_ACQUIRE);
	if (forks)
		store(own_number, load(*forks));
}

void forks_parent(void)
{
	if (load(own_forks))
		__atomic_fetch_add(load(own_forks), 1, __ATOMIC_RELAXED);
	forked((struct fork){.other = OTHER_CHILD}, false);
}

void forks_child(void)
{
	struct fork f = {0, own_forks, own_number, load(self)};
	int now = (int)sys(SYS_getppid);

	forks_start();
	own_forks = NULL;
	if (now == 0) /* a new pid namespace: numbers mean nothing */
		f.other = OTHER_UNKNOWN;
	else if (now != f.other) /* it exited before we came to run */
		f.other = OTHER_GONE;
	forked(f, true);
}

void forks_unseen(void)
{
	forks_start();
	own_forks = NULL;
	forked((struct fork){.other = OTHER_UNKNOWN}, true);
}
