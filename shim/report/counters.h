/* SPDX-License-Identifier: MIT */
/*
 * What this process did, per role and status, lock-free. A forked child
 * starts at zero. The law, per role: seen is the sum of the five outcomes; so
 * it is not counted but summed, and holds while other threads count.
 */
#ifndef SHIM_COUNTERS_H
#define SHIM_COUNTERS_H

#include <stdbool.h>
#include "know/options.h"
#include "policy/verdict.h"

#define COUNTERS_ERRNO_MAX  135 /* Linux's own errnos end at 133 */
#define COUNTERS_OPTION_MAX OPTIONS_MISSABLE_MAX

/* What goes with an outcome is counted after it, and so read before it. */
struct counters {
	unsigned long nondefault[ROLE_COUNT][STATUS_COUNT];
	unsigned long reason[REASON_COUNT];
	unsigned long refused[COUNTERS_ERRNO_MAX];
	unsigned long missed[COUNTERS_OPTION_MAX];
	unsigned long outcome[ROLE_COUNT][STATUS_COUNT][OUTCOME_COUNT];
};

void counters_start(void);

/*
 * In a child of fork(), and of a raw clone as soon as it is noticed. later: who
 * it is is asked by the first hooked call, and only if it is to report.
 */
void counters_forked(bool later);
void counters_own(void);

void counters_add(const struct verdict *v);

/*
 * A socket counted as upgraded in this role is not any more: declined, for
 * this reason. Nothing happens if another process counted it.
 */
void counters_retreat(enum role role, enum status status, enum reason reason);

/* An option that an MPTCP socket of ours refused: options_missed(). */
void counters_missed(int option);

/* Has this process classified a socket, or missed an option, at all? */
bool counters_any(void);

void counters_read(struct counters *out);

unsigned long counters_seen(const struct counters *c, enum role role,
			    enum status status);

/* They live in a page of their own; see counters.c. */
#define COUNTERS_PAGE 4096

extern struct counters_pages {
	char first[COUNTERS_PAGE];
	union {
		struct {
			int owner;
			int reported;
			struct counters counters;
		};
		char bytes[COUNTERS_PAGE];
	} second;
} counters_pages __attribute__((visibility("hidden")));

/*
 * The process whose counters these are; 0: not started yet, or a child that
 * was not noticed; negative: a child that is to be asked for. Inline, as each
 * hooked call asks.
 */
static inline int counters_owner(void)
{
	return __atomic_load_n(&counters_pages.second.owner, __ATOMIC_ACQUIRE);
}

/* True once per process: who gets it writes the report. */
bool counters_claim_report(void);

#endif
