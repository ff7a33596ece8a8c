// SPDX-License-Identifier: MIT
/*
 * TCP's answers. Called by hook_getsockopt.c; costs a system call only where
 * MPTCP refused, or where a name tells MPTCP from TCP.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "answer.h"
#include "assent.h"
#include "base/numbers.h"
#include "base/private.h"
#include "base/settings.h"
#include "know/births.h"
#include "know/hints.h"
#include "know/native.h"
#include "know/observe.h"
#include "role/classify.h"
#include "standin.h"

static bool ask_standin(struct answer *a, int state)
{
	int standin = standin_make(a->fd);
	long err;

	if (standin < 0)
		return false;
	err = standin_get(standin, a->level, a->name, a->value, a->len, state);
	private_close(standin);
	if (!standin_unconnected(state) && !standin_errs(err))
		return false;
	if (err)
		errno = (int)-err;
	else if (hints_is(a->level, a->name))
		hints_tell(a->fd, a->name, a->value, *a->len);
	a->ret = err ? -1 : 0;
	return true;
}

/* Of the telling names those that TCP is asked for, not MPTCP. */
static bool instead(const struct answer *a)
{
	unsigned int flags = births_of(a->fd);

	if (a->level == SOL_MPTCP)
		return true;
	if (a->level == SOL_IPV6)
		return (flags & ORIGIN_MPTCP) && (flags & REMEMBERED_v4) &&
		       observe_number(a->fd, SOL_SOCKET, SO_DOMAIN) == AF_INET;
	if (a->level == SOL_SOCKET)
		return false;
	return a->name != TCP_NOTSENT_LOWAT ||
	       ((flags & ORIGIN_MPTCP) && (flags & HISTORY_listened));
}

bool answer_instead(struct answer *a)
{
	int state;

	if (!instead(a) || !standin_ours(a->fd))
		return false;
	state = observe_state(a->fd);
	/* A connection that is asked for its subflows tells them. */
	if (!standin_unconnected(state) &&
	    (a->level != IPPROTO_TCP || a->name != TCP_ULP))
		return false;
	return ask_standin(a, state);
}

bool answer_refused(struct answer *a)
{
	int state;

	if ((errno != EOPNOTSUPP && errno != ENOPROTOOPT) ||
	    !standin_ours(a->fd))
		return false;
	state = observe_state(a->fd);
	if (!standin_unconnected(state) && !standin_tells(a->level, a->name))
		return false;
	return ask_standin(a, state);
}

/* If the answer is "from", it shall be "to"; both as the kernel writes it. */
static void amend(const struct answer *a, int from, int to)
{
	socklen_t len = *a->len < sizeof(from) ? *a->len : sizeof(from);

	if (len && memcmp(a->value, &from, len) == 0)
		memcpy(a->value, &to, len);
}

/*
 * bind() to one IPv6 address sets IPV6_V6ONLY (net/ipv6/af_inet6.c,
 * __inet6_bind()); MPTCP does so on its subflow and does not tell. A
 * connection has an address without bind(), unless its socket is known.
 */
static bool bound_v6only(int fd)
{
	const struct birth_record *r = births_record_of(fd);
	const struct sockaddr_in6 *v6;
	struct address address;

	if (!observe_address(fd, &address) || !address.bound)
		return false;
	if (!standin_unconnected(observe_state(fd)) &&
	    (!r || r->cookie != observe_cookie(fd)))
		return false;
	v6 = (const struct sockaddr_in6 *)&address.at;
	return !IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr) &&
	       !IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr);
}

/* What the program may have told others, a BPF map perhaps, is to stay. */
static void cookie_told(const struct answer *a)
{
	const unsigned int other =
		ORIGIN_MPTCP | HISTORY_dialed | HISTORY_listened;
	unsigned int flags = births_of(a->fd);

	if ((flags & ORIGIN_OURS) && !(flags & other))
		births_number_set(a->fd, HISTORY_told);
}

/*
 * What connections accepted from an MPTCP listener, those of plain TCP clients
 * too, have of its defaults (net/mptcp/sockopt.c, sync_socket_options()): they
 * do the same as TCP's, which never reads so unless it was set so.
 */
static void amend_lowat(const struct answer *a)
{
	if (a->level == SOL_SOCKET && a->name == SO_RCVLOWAT)
		amend(a, 0, 1);
	if (a->level == IPPROTO_TCP && a->name == TCP_NOTSENT_LOWAT &&
	    (!assent_lowat() ||
	     (standin_ours(a->fd) && !(hints_of(a->fd) & HINT_LOWAT))))
		amend(a, -1, 0);
}

void answer_amend(const struct answer *a)
{
	if (a->level == SOL_SOCKET && a->name == SO_COOKIE)
		cookie_told(a);
	if (a->level == SOL_SOCKET && a->name == SO_PROTOCOL &&
	    !settings()->protocol_shown && !native_socket(a->fd))
		amend(a, IPPROTO_MPTCP, IPPROTO_TCP);
	if (a->level == SOL_IPV6 && a->name == IPV6_V6ONLY &&
	    (births_of(a->fd) & ORIGIN_MPTCP) && bound_v6only(a->fd) &&
	    standin_ours(a->fd))
		amend(a, 0, 1);
	amend_lowat(a);
}
