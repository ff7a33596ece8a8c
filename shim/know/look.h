/* SPDX-License-Identifier: MIT */
/*
 * One look at a socket for one hooked call: what was asked for once, of the
 * kernel or of our own memory, is not asked for again.
 */
#ifndef SHIM_LOOK_H
#define SHIM_LOOK_H

#include <stdbool.h>
#include <stdint.h>
#include "births.h"
#include "native.h"
#include "observe.h"
#include "policy/facts.h"

struct look {
	int fd;
	struct facts facts;
	uint64_t cookie;
	bool cookie_asked;
	bool address_asked;
	struct address address; /* length 0: it could not be had */
};

/*
 * Nothing is asked yet but what is known without asking; word: births_of(). Not
 * all of it is cleared: an address is large, and connect() is to be quick.
 */
static inline void look_at(struct look *l, int fd, uint32_t word)
{
	l->fd = fd;
	l->facts = (struct facts){.word = word};
	if (!native_any())
		l->facts.native = FACT_no;
	l->cookie_asked = l->address_asked = false;
}

/* What births know of the number has changed. */
static inline void look_at_word(struct look *l)
{
	l->facts.word = births_of(l->fd);
}

enum protocol look_for_protocol(int fd);

static inline enum protocol look_protocol(struct look *l)
{
	if (!l->facts.protocol)
		l->facts.protocol = look_for_protocol(l->fd);
	return l->facts.protocol;
}

/*
 * Is it MPTCP? Asked by a setsockopt() that can only fail, where the program
 * calls bind() or setsockopt(): a sandbox that lets those pass may kill for
 * getsockopt().
 */
bool look_mptcp(struct look *l);

enum state look_state(struct look *l);

/* Of an MPTCP socket: did the program itself ask for it, for all we know? */
bool look_native(struct look *l);

/* 0: it can't be had. */
uint64_t look_cookie(struct look *l);

/* It was asked for already. */
static inline void look_know_cookie(struct look *l, uint64_t cookie)
{
	l->cookie = cookie;
	l->cookie_asked = true;
}

/* False: it can't be had. */
bool look_address(struct look *l);

/* AF_INET, AF_INET6; -1: it can't be had. */
int look_domain(struct look *l);

#endif
