// SPDX-License-Identifier: MIT
/*
 * Hints, remembered per descriptor. TCP_THIN_DUPACK and SO_BSDCOMPAT need no
 * memory: TCP itself ignores them (net/ipv4/tcp.c, net/core/sock.c). Called
 * by retreat.c, answer.c and classify.c.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "births.h"
#include "hints.h"
#include "sys.h"

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

static void keep(int fd, unsigned int bit, bool on)
{
	if (on)
		births_set(fd, bit);
	else
		births_clear(fd, bit);
}

void hints_keep(const struct option_call *call)
{
	int value;

	if (call->level != IPPROTO_TCP)
		return;
	memcpy(&value, call->value, sizeof(value));
	if (call->name == TCP_QUICKACK)
		keep(call->fd, BIRTH_delayed, !value);
	else if (call->name == TCP_THIN_LINEAR_TIMEOUTS)
		keep(call->fd, BIRTH_thin, value);
}

void hints_tell(int fd, int name, void *value, socklen_t len)
{
	unsigned int flags = births_flags(fd);
	int told;

	if (name == TCP_QUICKACK)
		told = !(flags & BIRTH_delayed);
	else if (name == TCP_THIN_LINEAR_TIMEOUTS)
		told = !!(flags & BIRTH_thin);
	else
		return;
	memcpy(value, &told, len < sizeof(told) ? len : sizeof(told));
}

void hints_listening(int fd)
{
	births_clear(fd, BIRTH_delayed);
}

void hints_apply(int fd)
{
	unsigned int flags = births_flags(fd);
	const int off = 0, on = 1;

	if (flags & BIRTH_delayed)
		sys(SYS_setsockopt, fd, IPPROTO_TCP, TCP_QUICKACK, &off,
		    sizeof(off));
	if (flags & BIRTH_thin)
		sys(SYS_setsockopt, fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS,
		    &on, sizeof(on));
}
