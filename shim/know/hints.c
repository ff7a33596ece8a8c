// SPDX-License-Identifier: MIT
/*
 * Hints, remembered by a socket's inode: a number may be another socket's by
 * the next call, and what an MPTCP listener accepts has its SO_COOKIE
 * (net/mptcp/protocol.c, mptcp_sk_clone_init()). TCP_THIN_DUPACK and
 * SO_BSDCOMPAT need no memory: TCP itself ignores them (net/ipv4/tcp.c,
 * net/core/sock.c). Called by those of option/, swap.c and role/listen.c.
 */
#include <string.h>
#include "base/identity.h"
#include "base/sys.h"
#include "hints.h"
#include "observe.h"

#define HINTS_KEPT 1024 /* a later socket's may take an earlier one's place */
#define HINTS_BITS 3

static uint64_t kept[HINTS_KEPT]; /* the inode and its hints' bits */
static bool any;                  /* before the first, nobody needs to ask */

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

static uint64_t inode_of(int fd)
{
	struct identity who;

	return identity_of(fd, &who) ? 0 : who.inode;
}

static unsigned int hints_by(uint64_t inode)
{
	uint64_t hints = load(kept[inode % HINTS_KEPT]);

	return hints >> HINTS_BITS == inode
		       ? (unsigned int)hints & ((1 << HINTS_BITS) - 1)
		       : 0;
}

unsigned int hints_of(int fd)
{
	return load(any) ? hints_by(inode_of(fd)) : 0;
}

void hints_set(int fd, unsigned int set, unsigned int clear)
{
	uint64_t inode;

	if (!set && !load(any))
		return;
	inode = inode_of(fd);
	set |= hints_by(inode) & ~clear;
	store(any, true);
	if (inode && (set || hints_by(inode)))
		store(kept[inode % HINTS_KEPT], inode << HINTS_BITS | set);
}

/* What is remembered is that it is not what a new socket has. */
void hints_keep(const struct option_call *call)
{
	const struct option *o = &options[call->row];
	const unsigned int hint = TRAIT_HINT_OF(o->traits);
	int value;

	if (!hint)
		return;
	memcpy(&value, call->value, sizeof(value));
	hints_set(call->fd, !!value != o->standard ? hint : 0, hint);
}

void hints_tell(int fd, const struct option *o, void *value, socklen_t len)
{
	const unsigned int hint = TRAIT_HINT_OF(o->traits);
	int told = o->standard;

	if (!hint)
		return;
	if (hints_of(fd) & hint)
		told = !told;
	memcpy(value, &told, len < sizeof(told) ? len : sizeof(told));
}

void hints_listening(int fd)
{
	hints_set(fd, 0, HINT_DELAYED);
}

void hints_apply(int fd, unsigned int hints)
{
	const struct option *o;
	int value;

	for (o = options; o < options + options_count; o++) {
		value = !o->standard;
		if (o->traits & TRAIT_HINT && TRAIT_HINT_OF(o->traits) & hints)
			sys(SYS_setsockopt, fd, o->level, o->name, &value,
			    sizeof(value));
	}
}
