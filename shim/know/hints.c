// SPDX-License-Identifier: MIT
/*
 * Hints, remembered by a socket's inode: a number may be another socket's by
 * the next call, and what an MPTCP listener accepts has its SO_COOKIE
 * (net/mptcp/protocol.c, mptcp_sk_clone_init()). TCP_THIN_DUPACK and
 * SO_BSDCOMPAT need no memory: TCP itself ignores them (net/ipv4/tcp.c,
 * net/core/sock.c). Called by retreat.c, answer.c, swap.c and classify.c.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "base/identity.h"
#include "base/numbers.h"
#include "base/sys.h"
#include "hints.h"
#include "observe.h"

#define HINTS_KEPT 1024 /* a later socket's may take an earlier one's place */
#define HINTS_BITS 3

static uint64_t kept[HINTS_KEPT]; /* the inode and its hints' bits */
static bool any;                  /* before the first, nobody needs to ask */

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

bool hints_is(int level, int name)
{
	if (level == SOL_SOCKET)
		return name == SO_BSDCOMPAT;
	return level == IPPROTO_TCP &&
	       (name == TCP_QUICKACK || name == TCP_THIN_LINEAR_TIMEOUTS ||
		name == TCP_THIN_DUPACK);
}

/* Of MPTCP, and after its fallback to TCP, urgent bytes come in line. */
bool hints_granted(const struct option_call *call)
{
	return call->level == SOL_SOCKET && call->name == SO_OOBINLINE;
}

bool hints_reuse(const struct option_call *call)
{
	return call->level == SOL_SOCKET &&
	       (int)call->len >= (int)sizeof(int) &&
	       (call->name == SO_REUSEADDR || call->name == SO_REUSEPORT);
}

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

void hints_keep(const struct option_call *call)
{
	unsigned int hint = 0;
	int value;

	if (call->level != IPPROTO_TCP)
		return;
	memcpy(&value, call->value, sizeof(value));
	if (call->name == TCP_QUICKACK) {
		hint = HINT_DELAYED;
		value = !value;
	} else if (call->name == TCP_THIN_LINEAR_TIMEOUTS) {
		hint = HINT_THIN;
	}
	hints_set(call->fd, value ? hint : 0, hint);
}

void hints_tell(int fd, int name, void *value, socklen_t len)
{
	unsigned int hints = hints_of(fd);
	int told;

	if (name == TCP_QUICKACK)
		told = !(hints & HINT_DELAYED);
	else if (name == TCP_THIN_LINEAR_TIMEOUTS)
		told = !!(hints & HINT_THIN);
	else
		return;
	memcpy(value, &told, len < sizeof(told) ? len : sizeof(told));
}

void hints_listening(int fd)
{
	hints_set(fd, 0, HINT_DELAYED);
}

void hints_apply(int fd, unsigned int hints)
{
	const int off = 0, on = 1;

	if (hints & HINT_DELAYED)
		sys(SYS_setsockopt, fd, IPPROTO_TCP, TCP_QUICKACK, &off,
		    sizeof(off));
	if (hints & HINT_THIN)
		sys(SYS_setsockopt, fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS,
		    &on, sizeof(on));
}
