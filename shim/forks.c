// SPDX-License-Identifier: MIT
/*
 * Forks are numbered. A socket older than a fork is shared with the other
 * side, unless this is the child and the parent is gone (a daemon), with no
 * other children left behind. Called by births.c and life.c.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include "forks.h"
#include "sys.h"

#define FORKS_KEPT     16
#define OTHER_OF(fork) others[(fork) % FORKS_KEPT]

uint32_t forks_epoch;

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
	uint32_t *forks; /* the parent's page; NULL: it had bound nothing */
	uint32_t number;
	int other;
} others[FORKS_KEPT];

static uint32_t *own_forks;
/*
 * As of the fork under way. Of several, the last to begin says it for all:
 * each of them adds one, so the others look as if there had been more.
 */
static uint32_t own_number;
static int any_bound;
static int self;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

void forks_matter(void)
{
	store(any_bound, 1);
}

/* ESRCH is sure. Alive or a zombie or unknown: not gone. */
static bool gone(int other)
{
	return other == OTHER_GONE ||
	       (other > 0 && sys(SYS_kill, other, 0) == -ESRCH);
}

static bool had_more(const struct fork *f)
{
	uint32_t *forks = load(f->forks);

	return forks && load(*forks) > load(f->number) + 1;
}

bool forks_share(uint32_t born)
{
	uint32_t now = __atomic_load_n(&forks_epoch, __ATOMIC_ACQUIRE), e;

	if (now - born > FORKS_KEPT)
		return true;
	for (e = born + 1; e <= now; e++) {
		const struct fork *f = &OTHER_OF(e);
		int other = load(f->other);

		if (had_more(f))
			return true;
		/* Who has another parent by now lost it, zombie or not. */
		if (e == now && other > 0 && (int)sys(SYS_getppid) != other)
			continue;
		if (!gone(other))
			return true;
	}
	return false;
}

void forks_start(void)
{
	store(self, (int)sys(SYS_getpid));
}

static void forked(struct fork f)
{
	uint32_t next = load(forks_epoch) + 1;
	struct fork *slot = &OTHER_OF(next);

	store(slot->forks, f.forks);
	store(slot->number, f.number);
	store(slot->other, f.other);
	__atomic_store_n(&forks_epoch, next, __ATOMIC_RELEASE);
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

	if (!load(own_forks) && load(any_bound))
		make_page();
	forks = __atomic_load_n(&own_forks, __ATOMIC_ACQUIRE);
	if (forks)
		store(own_number, load(*forks));
}

void forks_parent(void)
{
	if (load(own_forks))
		__atomic_fetch_add(load(own_forks), 1, __ATOMIC_RELAXED);
	forked((struct fork){.other = OTHER_CHILD});
}

void forks_child(void)
{
	struct fork f = {own_forks, own_number, load(self)};
	int now = (int)sys(SYS_getppid);

	forks_start();
	own_forks = NULL;
	if (now == 0) /* a new pid namespace: numbers mean nothing */
		f.other = OTHER_UNKNOWN;
	else if (now != f.other) /* it exited before we came to run */
		f.other = OTHER_GONE;
	forked(f);
}

void forks_unseen(void)
{
	forks_start();
	own_forks = NULL;
	forked((struct fork){.other = OTHER_UNKNOWN});
}
