// SPDX-License-Identifier: MIT
/*
 * What TCP can do and MPTCP can't, on sockets that are MPTCP because of us.
 * Called by hook_setsockopt.c and hook_getsockopt.c. A new TCP socket is
 * asked first, so that a bad value gives exactly the error that TCP gives and
 * nothing is replaced because of it.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "births.h"
#include "classify.h"
#include "kernel.h"
#include "observe.h"
#include "optional.h"
#include "options.h"
#include "settings.h"
#include "sys.h"

#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#ifndef SOL_IPV6
#define SOL_IPV6 41
#endif
#ifndef TCP_ULP
#define TCP_ULP 31
#endif
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43
#endif

/* Is the socket MPTCP because of us? */
static bool ours(int fd)
{
	return observe_protocol(fd) == IPPROTO_MPTCP && !classify_native(fd);
}

static bool unconnected(int state)
{
	return state == TCP_CLOSE || state == TCP_LISTEN;
}

/*
 * Hints, which a kernel is free to ignore (tcp(7); TCP_THIN_DUPACK it does
 * ignore, net/ipv4/tcp.c). MPTCP refuses to hear them. A program that gives
 * one has lost nothing, and reads back what it said.
 */
static bool is_hint(int level, int name)
{
	return level == IPPROTO_TCP &&
	       (name == TCP_QUICKACK || name == TCP_THIN_LINEAR_TIMEOUTS ||
		name == TCP_THIN_DUPACK);
}

/* The value was just read by the kernel, for a new TCP socket. */
static void hint_keep(const struct optional *o)
{
	bool off_delayed = o->name == TCP_QUICKACK;
	unsigned int bit = off_delayed ? BIRTH_delayed : BIRTH_thin;
	int value;

	if (o->name == TCP_THIN_DUPACK)
		return;
	memcpy(&value, o->value, sizeof(value));
	if (!value == off_delayed)
		births_set(o->fd, bit);
	else
		births_clear(o->fd, bit);
}

static void hint_tell(int fd, int name, void *value, socklen_t len)
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

static int new_tcp(int like)
{
	int domain = observe_number(like, SOL_SOCKET, SO_DOMAIN);

	return (int)sys(SYS_socket, domain, SOCK_STREAM | SOCK_CLOEXEC,
			IPPROTO_TCP);
}

bool optional_hollow(const struct optional *o)
{
	unsigned int flags = births_flags(o->fd);
	int row;

	if (!(flags & BIRTH_upgraded) || (flags & BIRTH_touched))
		return false;
	if (options_dropped(o->level, o->name))
		return true;
	row = options_find(o->level, o->name);
	return (flags & BIRTH_listened) && row >= 0 &&
	       options[row].accepted != OPTION_PASSED;
}

bool optional_refused(const struct optional *o)
{
	return (errno == EOPNOTSUPP || errno == ENOPROTOOPT) && ours(o->fd);
}

static void missed(int level, int name)
{
	int row = options_find(level, name);

	counters_missed(row < 0 ? options_count : row);
}

#define PROBE_MAX 64 /* bytes; more than any option of the table has */

struct probe {
	socklen_t len;
	unsigned char bytes[PROBE_MAX];
};

static bool probe(int fd, const struct optional *o, struct probe *out)
{
	memset(out->bytes, 0, sizeof(out->bytes));
	out->len = sizeof(out->bytes);
	return sys(SYS_getsockopt, fd, o->level, o->name, out->bytes,
		   &out->len) == 0;
}

/*
 * Try it on a new TCP socket. *idle: it has there what it was set to already,
 * and so it would on the program's own, where nobody could change it.
 */
static long rehearse(const struct optional *o, int fresh, bool *idle)
{
	struct probe before, after;
	bool known = options_find(o->level, o->name) >= 0 &&
		     probe(fresh, o, &before);
	long err =
		sys(SYS_setsockopt, fresh, o->level, o->name, o->value, o->len);

	*idle = !err && known && probe(fresh, o, &after) &&
		memcmp(&before, &after, sizeof(before)) == 0;
	return err;
}

enum retreat optional_retreat(const struct optional *o)
{
	int fresh = new_tcp(o->fd);
	bool idle;
	long err;

	if (fresh < 0)
		return RETREAT_NO;
	err = rehearse(o, fresh, &idle);
	sys(SYS_close, fresh);
	if (!err && is_hint(o->level, o->name)) {
		hint_keep(o);
		return RETREAT_HINT;
	}
	if (idle)
		return RETREAT_HINT;
	if (!unconnected(observe_state(o->fd))) {
		if (err != -ENOPROTOOPT && err != -EOPNOTSUPP)
			missed(o->level, o->name);
		return RETREAT_NO;
	}
	if (err) {
		errno = (int)-err;
		return RETREAT_ERROR;
	}
	if (classify_retreat(o->fd))
		return RETREAT_DONE;
	missed(o->level, o->name);
	return RETREAT_NO;
}

void optional_set(const struct optional *o)
{
	unsigned int flags = births_flags(o->fd);
	uint64_t cookie;

	if (flags & (BIRTH_other | BIRTH_touched))
		return;
	if (o->level != SOL_SOCKET && o->level != IPPROTO_IP &&
	    o->level != SOL_IPV6 && o->level != IPPROTO_TCP)
		return;
	if (options_find(o->level, o->name) >= 0 ||
	    !unconnected(observe_state(o->fd)))
		return;
	cookie = observe_cookie(o->fd);
	if (cookie)
		births_pin(cookie, REASON_unreadable);
}

/* Names that tell MPTCP from TCP even where MPTCP answers. */
static bool telling(int level, int name)
{
	return level == SOL_MPTCP ||
	       (level == IPPROTO_TCP &&
		(name == TCP_ULP || name == TCP_IS_MPTCP ||
		 name == TCP_NOTSENT_LOWAT));
}

static bool answerable(bool before, int fd, int level, int name)
{
	int state;

	if (before ? !telling(level, name) || settings()->protocol_shown
		   : errno != EOPNOTSUPP && errno != ENOPROTOOPT)
		return false;
	if (!ours(fd))
		return false;
	state = observe_state(fd);
	/* A dialer may have set it; a listener that did is TCP. */
	if (level == IPPROTO_TCP && name == TCP_NOTSENT_LOWAT)
		return !before || state == TCP_LISTEN;
	/* An MPTCP connection that is asked for its subflows tells them. */
	return unconnected(state) || is_hint(level, name) ||
	       (level == IPPROTO_TCP && name == TCP_ULP);
}

bool optional_answer(bool before, int fd, int level, int name, void *value,
		     socklen_t *len, int *ret)
{
	int fresh;
	long err;

	if (!answerable(before, fd, level, name))
		return false;
	fresh = new_tcp(fd);
	if (fresh < 0)
		return false;
	err = sys(SYS_getsockopt, fresh, level, name, value, len);
	sys(SYS_close, fresh);
	if (err)
		errno = (int)-err;
	else if (is_hint(level, name))
		hint_tell(fd, name, value, *len);
	*ret = err ? -1 : 0;
	return true;
}

void optional_hide(int fd, int level, int name, void *value,
		   const socklen_t *len)
{
	const int mptcp = IPPROTO_MPTCP, tcp = IPPROTO_TCP;
	unsigned char *at = (unsigned char *)value;
	socklen_t i;

	if (level != SOL_SOCKET || name != SO_PROTOCOL ||
	    settings()->protocol_shown || classify_native(fd))
		return;
	for (i = 0; i < *len && i < sizeof(mptcp); i++)
		if (at[i] != ((const unsigned char *)&mptcp)[i])
			return;
	for (i = 0; i < *len && i < sizeof(tcp); i++)
		at[i] = ((const unsigned char *)&tcp)[i];
}
