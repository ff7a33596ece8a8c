// SPDX-License-Identifier: MIT
/*
 * The last so many pins. What was pinned before them is not known any more,
 * but when that was: a socket that was born later is none of them. Called by
 * option/set.c and doubt.c.
 */
#include "moments.h"
#include "pins.h"

#define PINS_KEPT 1024

static struct {
	uint64_t cookie;
	unsigned long moment;
	enum reason reason;
} pins[PINS_KEPT];
static unsigned long pins_count;
static unsigned long forgotten; /* the newest one that is not among them */

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

void pins_add(uint64_t cookie, enum reason reason)
{
	unsigned long i, n = load(pins_count);

	for (i = 0; i < n && i < PINS_KEPT; i++)
		if (load(pins[i].cookie) == cookie)
			return;
	i = __atomic_fetch_add(&pins_count, 1, __ATOMIC_RELAXED);
	if (i >= PINS_KEPT) /* before it is gone */
		moments_raise(&forgotten, load(pins[i % PINS_KEPT].moment));
	store(pins[i % PINS_KEPT].moment, moments_tick());
	store(pins[i % PINS_KEPT].reason, reason);
	__atomic_store_n(&pins[i % PINS_KEPT].cookie, cookie, __ATOMIC_RELEASE);
}

enum reason pins_reason(uint64_t cookie, unsigned long born)
{
	unsigned long i, n = load(pins_count);

	for (i = 0; i < n && i < PINS_KEPT; i++)
		if (__atomic_load_n(&pins[i].cookie, __ATOMIC_ACQUIRE) ==
		    cookie)
			return load(pins[i].reason);
	return __atomic_load_n(&forgotten, __ATOMIC_ACQUIRE) > born
		       ? REASON_unreadable
		       : REASON_none;
}
