// SPDX-License-Identifier: MIT
/*
 * Carrying options (options.def). Called by replace.c. An option counts as
 * changed if it differs from what a new socket has: from the table where that
 * is fixed, from a new socket's own answer where a sysctl decides. Reading
 * back what was set finds the ones that MPTCP accepts and drops.
 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "base/numbers.h"
#include "base/private.h"
#include "base/sys.h"
#include "carry.h"
#include "know/options.h"

/* include/net/sock.h: SOCK_SNDBUF_LOCK, SOCK_RCVBUF_LOCK */
#define SNDBUF_LOCK 1
#define RCVBUF_LOCK 2

static int buffer_locks(int fd)
{
	int locks;
	socklen_t len = sizeof(locks);

	if (sys(SYS_getsockopt, fd, SOL_SOCKET, SO_BUF_LOCK, &locks, &len))
		return -1; /* before Linux 5.14 */
	return locks;
}

/* Without a system call: a buffer's size that the kernel still tunes. */
static bool untouched(const struct option *o, int locks)
{
	return (o->kind == OPTION_SNDBUF && !(locks & SNDBUF_LOCK)) ||
	       (o->kind == OPTION_RCVBUF && !(locks & RCVBUF_LOCK));
}

static bool changed(const struct option *o, const struct reading *now,
		    int fresh, int locks)
{
	struct reading usual;
	bool same;

	if (locks >= 0 && options_buffer(o))
		return true; /* see untouched() */
	if (!(o->traits & TRAIT_ASK)) {
		reading_standard(o, &usual);
		same = reading_same(now, &usual);
		if (same || !(o->traits & TRAIT_SO_FAR))
			return !same;
	}
	if (reading_ask(fresh, o, &usual))
		return true; /* readable here, not there: not ours to judge */
	return !reading_same(now, &usual);
}

static bool take_along(struct carry *c, int row, const struct reading *r)
{
	if (c->count == CARRY_MAX)
		return false;
	c->changed[c->count].row = row;
	c->changed[c->count].reading = *r;
	c->count++;
	return true;
}

/*
 * Setting the row before, which is taken along, has set it as well (IP_TOS and
 * SO_PRIORITY; net/ipv4/ip_sockglue.c, __ip_sock_set_tos).
 */
static bool along(const struct carry *c, int row)
{
	return options[row].traits & TRAIT_ALONG && c->count &&
	       c->changed[c->count - 1].row == row - 1;
}

/* Where MPTCP is refused by now, TCP has the same defaults. */
static int new_like(int domain, int protocol)
{
	long fd = private_socket(domain, protocol);

	if (fd < 0 && protocol != IPPROTO_TCP)
		fd = private_socket(domain, IPPROTO_TCP);
	return (int)fd;
}

enum reason carry_find_with(int fd, int domain, int protocol, struct carry *out,
			    int *kept)
{
	enum reason reason = REASON_none;
	struct reading now;
	int row, fresh, locks;
	bool passed = true;
	long err;

	out->count = 0;
	fresh = new_like(domain, protocol);
	out->refused = private_refusal(fresh);
	if (fresh < 0)
		return REASON_descriptor;
	locks = buffer_locks(fd);
	for (row = 0; row < options_count && !reason; row++) {
		const struct option *o = &options[row];

		if (o->level == SOL_IPV6 && domain != AF_INET6)
			continue;
		if (untouched(o, locks) || (o->traits & TRAIT_ECHO && passed))
			continue;
		err = reading_ask(fd, o, &now);
		/* What this protocol can't read it can't have changed. */
		if (err == -ENOPROTOOPT || err == -EOPNOTSUPP)
			continue;
		if (!err && !changed(o, &now, fresh, locks) && !along(out, row))
			continue;
		if (err || !take_along(out, row, &now))
			reason = REASON_option;
		passed = passed && !(o->traits & TRAIT_BESIDE);
		/* From Linux 7.0 on it sets TCP_WINDOW_CLAMP as well. */
		if (o->kind == OPTION_RCVBUF)
			reading_set(fresh, o, now);
	}
	*kept = fresh;
	return reason;
}

enum reason carry_find(int fd, int domain, int protocol, struct carry *out)
{
	int fresh = -1;
	enum reason reason = carry_find_with(fd, domain, protocol, out, &fresh);

	if (fresh >= 0)
		private_close(fresh);
	return reason;
}

bool carry_passed(const struct carry *c)
{
	int i;

	for (i = 0; i < c->count; i++)
		if (options[c->changed[i].row].traits & TRAIT_BESIDE)
			return false;
	return true;
}

bool carry_has(const struct carry *c, int level, int name)
{
	int i;

	for (i = 0; i < c->count; i++)
		if (options[c->changed[i].row].level == level &&
		    options[c->changed[i].row].name == name)
			return true;
	return false;
}

bool carry_needless(int fd, int domain)
{
	struct carry carry;

	return !carry_find(fd, domain, IPPROTO_MPTCP, &carry) &&
	       carry_passed(&carry);
}

/* More than the sysctls allow: that takes CAP_NET_ADMIN, as it did before. */
static bool force(int fd, const struct option *o, const struct reading *want)
{
	struct option forced = *o;

	forced.name = (unsigned char)options_forced(o);
	return reading_set(fd, &forced, *want) == 0 &&
	       reading_holds(fd, o, want);
}

/*
 * What it has already it need not be allowed to set (a mark that a BPF program
 * gives to all); a buffer's size it must, or it would not be held.
 */
static bool apply(int fd, const struct option *o, const struct reading *want)
{
	if (reading_set(fd, o, *want) && options_buffer(o))
		return false;
	return reading_holds(fd, o, want) ||
	       (options_buffer(o) && force(fd, o, want));
}

bool carry_apply(const struct carry *c, int fd)
{
	int i;

	for (i = 0; i < c->count; i++) {
		const struct option *o = &options[c->changed[i].row];

		if (!apply(fd, o, &c->changed[i].reading))
			return false;
	}
	return true;
}

static int place_of(const struct carry *c, int row)
{
	int i;

	for (i = 0; i < c->count; i++)
		if (c->changed[i].row == row)
			return i;
	return -1;
}

bool carry_follow(const struct carry *found, const struct carry *now, int old,
		  int made)
{
	const struct option *o;
	struct reading r;
	int i, k;

	for (i = 0; i < now->count; i++) {
		const struct reading *want = &now->changed[i].reading;

		o = &options[now->changed[i].row];
		k = place_of(found, now->changed[i].row);
		if ((k < 0 ||
		     !reading_same(want, &found->changed[k].reading)) &&
		    !apply(made, o, want))
			return false;
	}
	for (i = 0; i < found->count; i++) {
		o = &options[found->changed[i].row];
		if (place_of(now, found->changed[i].row) < 0 &&
		    (reading_ask(old, o, &r) || !apply(made, o, &r)))
			return false;
	}
	return true;
}
