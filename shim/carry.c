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
#include "carry.h"
#include "numbers.h"
#include "options.h"
#include "private.h"
#include "sys.h"

/* include/net/sock.h: SOCK_SNDBUF_LOCK, SOCK_RCVBUF_LOCK */
#define SNDBUF_LOCK 1
#define RCVBUF_LOCK 2

union value {
	int number;
	unsigned char bytes[CARRY_VALUE];
};

struct reading {
	socklen_t len;
	union value value;
};

static socklen_t size_of(enum option_kind kind)
{
	switch (kind) {
	case OPTION_NUMBER64:
		return sizeof(uint64_t);
	case OPTION_LINGER:
		return sizeof(struct linger);
	case OPTION_TIMEVAL:
		return sizeof(struct timeval);
	case OPTION_NAME:
		return CARRY_VALUE;
	default:
		return sizeof(int);
	}
}

static bool is_buffer(const struct option *o)
{
	return o->kind == OPTION_SNDBUF || o->kind == OPTION_RCVBUF;
}

static void fill(unsigned char *at, unsigned char byte, size_t n)
{
	while (n)
		at[--n] = byte;
}

/* A name's bytes behind its NUL are whatever they are. */
static void tidy_name(struct reading *r)
{
	size_t i;

	for (i = 0; i < r->len && r->value.bytes[i]; i++)
		;
	fill(r->value.bytes + i, 0, CARRY_VALUE - i);
	r->len = (socklen_t)i;
}

/* 0 or -errno. */
static long ask_option(int fd, const struct option *o, struct reading *out)
{
	long err;

	fill(out->value.bytes, 0, CARRY_VALUE);
	out->len = size_of(o->kind);
	err = sys(SYS_getsockopt, fd, o->level, o->name, out->value.bytes,
		  &out->len);
	if (!err && o->kind == OPTION_NAME)
		tidy_name(out);
	return err;
}

static bool read_option(int fd, const struct option *o, struct reading *out)
{
	return ask_option(fd, o, out) == 0;
}

static bool same(const struct reading *a, const struct reading *b)
{
	size_t i;

	if (a->len != b->len)
		return false;
	for (i = 0; i < a->len; i++)
		if (a->value.bytes[i] != b->value.bytes[i])
			return false;
	return true;
}

static long set_option(int fd, const struct option *o, struct reading r)
{
	/* getsockopt() tells twice what was set. */
	if (is_buffer(o))
		r.value.number /= 2;
	return sys(SYS_setsockopt, fd, o->level, o->name, r.value.bytes, r.len);
}

/* The table's default in the form in which the kernel answers. */
static void standard(const struct option *o, struct reading *out)
{
	fill(out->value.bytes, o->standard == -1 ? 0xff : 0, CARRY_VALUE);
	out->len = size_of(o->kind);
	if (o->standard > 0)
		out->value.number = o->standard;
}

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

	if (locks >= 0 && is_buffer(o))
		return true; /* see untouched() */
	if (!o->ask)
		standard(o, &usual);
	else if (!read_option(fresh, o, &usual))
		return true; /* readable here, not there: not ours to judge */
	return !same(now, &usual);
}

static bool keep(struct carry *c, int row, const struct reading *r)
{
	size_t i;

	if (c->count == CARRY_MAX)
		return false;
	c->changed[c->count].row = row;
	c->changed[c->count].len = r->len;
	for (i = 0; i < CARRY_VALUE; i++)
		c->changed[c->count].value[i] = r->value.bytes[i];
	c->count++;
	return true;
}

/*
 * Setting IP_TOS sets SO_PRIORITY, the next row, as well
 * (net/ipv4/ip_sockglue.c, __ip_sock_set_tos): take both or neither.
 */
static bool along(const struct carry *c, const struct option *o)
{
	return o->level == SOL_SOCKET && o->name == SO_PRIORITY && c->count &&
	       options[c->changed[c->count - 1].row].level == IPPROTO_IP &&
	       options[c->changed[c->count - 1].row].name == IP_TOS;
}

/* Where MPTCP is refused by now, TCP has the same defaults. */
static int new_like(int domain, int protocol)
{
	long fd = private_socket(domain, protocol);

	if (fd < 0 && protocol != IPPROTO_TCP)
		fd = private_socket(domain, IPPROTO_TCP);
	return (int)fd;
}

enum reason carry_find(int fd, int domain, int protocol, struct carry *out)
{
	enum reason reason = REASON_none;
	struct reading now;
	int row, fresh, locks;
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
		if (untouched(o, locks))
			continue;
		err = ask_option(fd, o, &now);
		/* What this protocol can't read it can't have changed. */
		if (err == -ENOPROTOOPT || err == -EOPNOTSUPP)
			continue;
		if (!err && !changed(o, &now, fresh, locks) && !along(out, o))
			continue;
		if (err || !keep(out, row, &now))
			reason = REASON_option;
		/* From Linux 7.0 on it sets TCP_WINDOW_CLAMP as well. */
		if (o->kind == OPTION_RCVBUF)
			set_option(fresh, o, now);
	}
	private_close(fresh);
	return reason;
}

bool carry_passed(const struct carry *c)
{
	int i;

	for (i = 0; i < c->count; i++)
		if (options[c->changed[i].row].accepted != OPTION_PASSED)
			return false;
	return true;
}

static bool has(int fd, const struct option *o, const struct reading *want)
{
	struct reading got;

	return read_option(fd, o, &got) && same(&got, want);
}

/* More than the sysctls allow: that takes CAP_NET_ADMIN, as it did before. */
static bool force(int fd, const struct option *o, const struct reading *want)
{
	struct option forced = *o;

	forced.name =
		o->kind == OPTION_SNDBUF ? SO_SNDBUFFORCE : SO_RCVBUFFORCE;
	return set_option(fd, &forced, *want) == 0 && has(fd, o, want);
}

bool carry_apply(const struct carry *c, int fd)
{
	struct reading want;
	int i, k;

	for (i = 0; i < c->count; i++) {
		const struct option *o = &options[c->changed[i].row];

		want.len = c->changed[i].len;
		for (k = 0; k < CARRY_VALUE; k++)
			want.value.bytes[k] = c->changed[i].value[k];
		/*
		 * What it has already it need not be allowed to set (a mark
		 * that a BPF program gives to all); a buffer's size it must,
		 * or it would not be held.
		 */
		if (set_option(fd, o, want) && is_buffer(o))
			return false;
		if (!has(fd, o, &want) &&
		    !(is_buffer(o) && force(fd, o, &want)))
			return false;
	}
	return true;
}
