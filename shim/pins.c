// SPDX-License-Identifier: MIT
/*
 * The last so many pins. What was pinned before them is not known any more:
 * then any socket may be one of them, and none is replaced. Called by
 * hook_sendmsg.c, retreat.c and births.c.
 */
#include "pins.h"

#define PINS_KEPT 1024

static struct {
	uint64_t cookie;
	enum reason reason;
} pins[PINS_KEPT];
static uint32_t pins_count;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

void pins_add(uint64_t cookie, enum reason reason)
{
	uint32_t i, n = load(pins_count);

	for (i = 0; i < n && i < PINS_KEPT; i++)
		if (load(pins[i].cookie) == cookie)
			return;
	i = __atomic_fetch_add(&pins_count, 1, __ATOMIC_RELAXED);
	store(pins[i % PINS_KEPT].reason, reason);
	__atomic_store_n(&pins[i % PINS_KEPT].cookie, cookie, __ATOMIC_RELEASE);
}

enum reason pins_reason(uint64_t cookie)
{
	uint32_t i, n = load(pins_count);

	for (i = 0; i < n && i < PINS_KEPT; i++)
		if (__atomic_load_n(&pins[i].cookie, __ATOMIC_ACQUIRE) ==
		    cookie)
			return load(pins[i].reason);
	/* A pin was overwritten: it may have been this one's. */
	return n > PINS_KEPT ? REASON_unreadable : REASON_none;
}
