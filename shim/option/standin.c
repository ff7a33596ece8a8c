// SPDX-License-Identifier: MIT
/*
 * Stand-ins. Called by set.c and get.c, only where MPTCP has refused something
 * or is known to answer otherwise than TCP.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "base/numbers.h"
#include "base/private.h"
#include "base/sys.h"
#include "know/observe.h"
#include "standin.h"

static int standin_make(struct look *l)
{
	const int domain = look_domain(l);
	int group = observe_number(l->fd, SOL_SOCKET, SO_REUSEPORT);
	int standin = -1;

	if (private_spare())
		standin = (int)private_socket(domain, IPPROTO_TCP);

	/* What belongs to a SO_REUSEPORT group is refused without one. */
	if (standin >= 0 && group > 0)
		sys(SYS_setsockopt, standin, SOL_SOCKET, SO_REUSEPORT, &group,
		    sizeof(group));
	return standin;
}

bool standin_probe(int fd, const struct option_call *call, struct probe *out)
{
	memset(out->bytes, 0, sizeof(out->bytes));
	out->len = sizeof(out->bytes);
	return options_readable(call->level, call->name) &&
	       sys(SYS_getsockopt, fd, call->level, call->name, out->bytes,
		   &out->len) == 0;
}

/* As a new socket has it; without one, as the table has it. */
static void keep_usual(struct standin *s, const struct option_call *call,
		       const struct probe *fresh)
{
	const uint64_t traits = options_traits(call->row);
	int standard;

	if (!(traits & TRAIT_CARRIED))
		return;
	standard = options[call->row].standard;
	memset(s->usual, 0, sizeof(s->usual));
	s->len = fresh ? fresh->len : call->len;
	if (s->len > sizeof(s->usual))
		s->len = sizeof(s->usual);
	if (fresh)
		memcpy(s->usual, fresh->bytes, s->len);
	else if (!(traits & TRAIT_ASK))
		memcpy(s->usual, &standard, sizeof(standard));
}

/* A setsockopt() to zero. */
static bool clears(const struct option_call *call)
{
	static const int zero;

	return call->value && memcmp(call->value, &zero, sizeof(zero)) == 0;
}

static bool whole(const struct option_call *call)
{
	return (int)call->len >= (int)sizeof(int);
}

/* It came with Linux 6.7; what came with 6.9 tells. */
static bool knows_ao(int standin)
{
	return observe_number(standin, IPPROTO_TCP, TCP_IS_MPTCP) >= 0;
}

/*
 * net/ipv4/tcp.c asks for TCP_CLOSE or for a connection here, and before it
 * looks at the value.
 */
static long used_set(int standin, const struct option_call *call,
		     enum state state, long err)
{
	const bool listens = state == STATE_listening;

	if (state == STATE_closed)
		return err;
	switch (TRAIT_USED_OF(options_traits(call->row))) {
	case USED_CLAMP:
		return !err && clears(call) ? -EINVAL : err;
	case USED_QUEUE:
		return err == -EINVAL && whole(call) ? -EPERM : err;
	case USED_REPAIR:
		return listens && call->value && (!err || err == -EINVAL) &&
				       whole(call)
			       ? -EPERM
			       : err;
	case USED_AO:
		return listens && err == -ENOPROTOOPT && knows_ao(standin)
			       ? -EPERM
			       : err;
	default:
		return err;
	}
}

static void said_no(struct standin *s, long err)
{
	s->err = (int)-err;
	s->said = err == -ENOTCONN || err == -EISCONN ? SAID_UNCONNECTED
						      : SAID_NO;
}

void standin_set(struct standin *s, struct look *l,
		 const struct option_call *call)
{
	const enum state state = l->facts.state;
	const int standin = standin_make(l);
	struct probe before, after;
	bool known;
	long err;

	s->said = SAID_NOTHING;
	if (standin < 0) {
		keep_usual(s, call, NULL);
		return;
	}
	known = standin_probe(standin, call, &before);
	keep_usual(s, call, &before);
	err = used_set(standin, call, state,
		       sys(SYS_setsockopt, standin, call->level, call->name,
			   call->value, call->len));
	s->said = SAID_YES;
	if (err)
		said_no(s, err);
	/* Of a connection what it tells itself: it may have inherited it. */
	if (!err && state == STATE_other &&
	    standin_probe(call->fd, call, &after)) {
		before = after;
		known = true;
	}
	if (!err && known && standin_probe(standin, call, &after) &&
	    memcmp(&before, &after, sizeof(before)) == 0)
		s->said = SAID_SO;
	private_close(standin);
}

/*
 * Of a listener. From Linux 7.0 on the length comes after the state; with
 * EINVAL the kernel has read it, so can we.
 */
static long used_get(int standin, const struct option_call *call,
		     const socklen_t *len, long err)
{
	switch (TRAIT_USED_OF(options_traits(call->row))) {
	case USED_ZEROCOPY:
		return err ? err : -ENOTCONN;
	case USED_AO:
		if (err == -EINVAL && *len == 0)
			return -EPERM;
		break;
	default:
		break;
	}
	return used_set(standin, call, STATE_listening, err);
}

void standin_get(struct standin *s, struct look *l,
		 const struct option_call *call, void *value, socklen_t *len)
{
	const int standin = standin_make(l);
	long err;

	s->said = SAID_NOTHING;
	if (standin < 0)
		return;
	err = sys(SYS_getsockopt, standin, call->level, call->name, value, len);
	if (l->facts.state == STATE_listening)
		err = used_get(standin, call, len, err);
	s->said = SAID_YES;
	if (err)
		said_no(s, err);
	private_close(standin);
}
