// SPDX-License-Identifier: MIT
/*
 * Constructor, fork handlers, destructor: nothing else knows process life.
 * The hooks ask life_ready() alone.
 */
#include <stddef.h>
#include "base/private.h"
#include "base/settings.h"
#include "know/births.h"
#include "know/forks.h"
#include "know/kernel.h"
#include "life.h"
#include "next.h"
#include "option/amounts.h"
#include "replace/claims.h"
#include "report/counters.h"
#include "report/report.h"
#include "report/sink.h"
#include "role/settle.h"

/* Weak: glibc has the first (and the second only from 2.34 on), musl the
 * second. Without either, a child is noticed by its wiped counters. */
extern int __register_atfork(void (*)(void), void (*)(void), void (*)(void),
			     void *) __attribute__((weak));
extern int pthread_atfork(void (*)(void), void (*)(void), void (*)(void))
	__attribute__((weak));

/* By this the C library knows which handlers go with this library. */
extern void *__dso_handle __attribute__((visibility("hidden")));
#ifdef NOSTDLIB /* else crtbeginS.o has it */
void *__dso_handle = &__dso_handle;
#endif

static int ready;
static int resolved;

static void forking(void)
{
	if (settle_needed())
		settle_forking();
	if (!settings_off())
		forks_begin();
	private_forking();
}

static void forked_parent(void)
{
	private_forked_parent();
	if (!settings_off())
		forks_parent();
}

static void forked_child(void)
{
	private_forked_child();
	claims_forked();
	counters_forked(settings_off());
	if (!settings_off())
		forks_child();
}

static void watch_forks(void)
{
	if (__register_atfork)
		__register_atfork(forking, forked_parent, forked_child,
				  &__dso_handle);
	else if (pthread_atfork)
		pthread_atfork(forking, forked_parent, forked_child);
}

static void resolve(void)
{
	if (!__atomic_exchange_n(&resolved, 1, __ATOMIC_ACQ_REL))
		next_resolve();
}

__attribute__((constructor)) static void load(void)
{
	resolve();
	settings_read();
	births_start();
	kernel_start();
	sink_start();
	forks_start();
	watch_forks();
	if (!settings_off())
		amounts_start();
	counters_start(); /* by this the hooks know that all is read */
	__atomic_store_n(&ready, 1, __ATOMIC_RELEASE);
}

__attribute__((destructor)) static void unload(void)
{
	report_write();
}

/* A child of a raw clone(): wiped, and no handler ran. */
static void child_unseen(void)
{
	private_forked_unseen();
	claims_forked();
	counters_forked(settings_off());
	if (!settings_off())
		forks_unseen();
}

bool life_wake(void)
{
	if (!__atomic_load_n(&ready, __ATOMIC_ACQUIRE)) {
		resolve();
		return false;
	}
	if (!counters_owner())
		child_unseen();
	if (counters_owner() < 0)
		counters_own();
	return true;
}
