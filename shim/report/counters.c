// SPDX-License-Identifier: MIT
/*
 * The counters live in a page of their own that the kernel wipes in a forked
 * child (madvise(2), MADV_WIPEONFORK): so a child starts at zero however it
 * was made, and a child that shares our memory (vfork) is told apart by the
 * owner's pid. Called by role/act.c and option/set.c (add) and report.c (read).
 */
#include <sys/mman.h>
#include "base/settings.h"
#include "base/sys.h"
#include "counters.h"

#define PAGE COUNTERS_PAGE

/*
 * The second of two pages: where the kernel's pages are larger it begins
 * within one, and madvise() fails instead of wiping what else is there.
 */
struct counters_pages counters_pages __attribute__((aligned(2 * PAGE)));

#define own counters_pages.second

_Static_assert(sizeof(own) == PAGE, "one page, or another is wiped as well");

/* No pid is as large: of whom no report will ask. */
#define NOBODY 0x7fffffff
#define LATER  (-1)

#define add(counter)  __atomic_fetch_add(&(counter), 1, __ATOMIC_RELEASE)
#define read(counter) __atomic_load_n(&(counter), __ATOMIC_ACQUIRE)

void counters_own(void)
{
	__atomic_store_n(&own.owner, (int)sys(SYS_getpid), __ATOMIC_RELEASE);
}

void counters_start(void)
{
	/* Where it fails (old qemu-user, big pages), counters_forked() serves
	 */
	sys(SYS_madvise, &own, PAGE, MADV_WIPEONFORK);
	counters_own();
}

void counters_forked(bool later)
{
	size_t i;

	/* Not wiped by this kernel: by hand. */
	if (own.owner)
		for (i = 0; i < PAGE; i++)
			((volatile char *)own.bytes)[i] = 0;
	if (!later)
		counters_own();
	else if (settings()->report.kind == SINK_NONE)
		__atomic_store_n(&own.owner, NOBODY, __ATOMIC_RELEASE);
	else
		__atomic_store_n(&own.owner, LATER, __ATOMIC_RELEASE);
}

bool counters_claim_report(void)
{
	return !__atomic_exchange_n(&own.reported, 1, __ATOMIC_RELAXED);
}

void counters_add(const struct verdict *v)
{
	struct counters *c = &own.counters;

	add(c->outcome[v->role][v->status][v->outcome]);
	if (v->want.nondefault && v->outcome != OUTCOME_native)
		add(c->nondefault[v->role][v->status]);
	if (v->outcome == OUTCOME_declined)
		add(c->reason[v->reason]);
	if (v->outcome == OUTCOME_refused && v->refused < COUNTERS_ERRNO_MAX)
		add(c->refused[v->refused]);
}

void counters_retreat(enum role role, enum status status, enum reason reason)
{
	unsigned long *from = own.counters.outcome[role][status];
	unsigned long n = read(from[OUTCOME_upgraded]);

	add(from[OUTCOME_declined]);
	while (n && !__atomic_compare_exchange_n(&from[OUTCOME_upgraded], &n,
						 n - 1, true, __ATOMIC_RELAXED,
						 __ATOMIC_RELAXED))
		;
	if (n)
		add(own.counters.reason[reason]);
	else
		__atomic_fetch_sub(&from[OUTCOME_declined], 1,
				   __ATOMIC_RELAXED);
}

void counters_missed(int option)
{
	add(own.counters.missed[option]);
}

void counters_read(struct counters *out)
{
	const unsigned long *from = (const unsigned long *)&own.counters;
	unsigned long *to = (unsigned long *)out;
	size_t i;

	for (i = 0; i < sizeof(*out) / sizeof(*to); i++)
		to[i] = read(from[i]);
}

unsigned long counters_seen(const struct counters *c, enum role role,
			    enum status status)
{
	unsigned long sum = 0;
	int outcome;

	for (outcome = 1; outcome < OUTCOME_COUNT; outcome++)
		sum += read(c->outcome[role][status][outcome]);
	return sum;
}

bool counters_any(void)
{
	int role, status, option;

	for (role = 0; role < ROLE_COUNT; role++)
		for (status = 0; status < STATUS_COUNT; status++)
			if (counters_seen(&own.counters, role, status))
				return true;
	for (option = 0; option < COUNTERS_OPTION_MAX; option++)
		if (read(own.counters.missed[option]))
			return true;
	return false;
}
