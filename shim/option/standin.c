// SPDX-License-Identifier: MIT
/*
 * Stand-ins. Called by retreat.c and answer.c, only where MPTCP has refused
 * something or is known to answer otherwise than TCP.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "base/numbers.h"
#include "base/private.h"
#include "base/settings.h"
#include "base/sys.h"
#include "know/native.h"
#include "know/observe.h"
#include "know/options.h"
#include "role/classify.h"
#include "standin.h"

bool standin_ours(int fd)
{
	return !settings_off() && observe_protocol(fd) == IPPROTO_MPTCP &&
	       !native_socket(fd);
}

bool standin_ours_set(int fd)
{
	return !settings_off() && observe_is_mptcp(fd) && !native_socket(fd);
}

bool standin_unconnected(int state)
{
	return state == TCP_CLOSE || state == TCP_LISTEN;
}

int standin_make(int fd)
{
	int domain = observe_number(fd, SOL_SOCKET, SO_DOMAIN);
	int group = observe_number(fd, SOL_SOCKET, SO_REUSEPORT);
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

/* A setsockopt() to zero. */
static bool clears(const struct option_call *call)
{
	static const int zero;

	return call->value && memcmp(call->value, &zero, sizeof(zero)) == 0;
}

/*
 * net/ipv4/tcp.c asks for TCP_CLOSE or for a connection here. TCP_AO_REPAIR
 * came with Linux 6.7; what came with 6.9 tells.
 */
static long used(int standin, const struct option_call *call, int state,
		 long err)
{
	if (call->level != IPPROTO_TCP || state == TCP_CLOSE)
		return err;
	if (call->name == TCP_WINDOW_CLAMP && !err && clears(call))
		return -EINVAL;
	if (call->name == TCP_QUEUE_SEQ && err == -EINVAL &&
	    (int)call->len >= (int)sizeof(int))
		return -EPERM;
	if (call->name == TCP_REPAIR && state == TCP_LISTEN && call->value &&
	    (!err || err == -EINVAL) && (int)call->len >= (int)sizeof(int))
		return -EPERM;
	if (call->name == TCP_AO_REPAIR && err == -ENOPROTOOPT &&
	    state == TCP_LISTEN &&
	    observe_number(standin, IPPROTO_TCP, TCP_IS_MPTCP) >= 0)
		return -EPERM;
	return err;
}

long standin_set(int standin, const struct option_call *call, int state,
		 bool *idle)
{
	struct probe before, after;
	bool known = standin_probe(standin, call, &before);
	long err = sys(SYS_setsockopt, standin, call->level, call->name,
		       call->value, call->len);

	err = used(standin, call, state, err);
	*idle = false;
	if (err)
		return err;
	/* Of a connection what it tells itself: it may have inherited it. */
	if (!standin_unconnected(state) &&
	    standin_probe(call->fd, call, &after)) {
		before = after;
		known = true;
	}
	*idle = known && standin_probe(standin, call, &after) &&
		memcmp(&before, &after, sizeof(before)) == 0;
	return 0;
}

long standin_get(int standin, int level, int name, void *value, socklen_t *len,
		 int state)
{
	const struct option_call call = {.level = level, .name = name};
	long err = sys(SYS_getsockopt, standin, level, name, value, len);

	if (state != TCP_LISTEN)
		return err;
	if (level == IPPROTO_TCP && name == TCP_ZEROCOPY_RECEIVE && !err)
		return -ENOTCONN;
	/* From Linux 7.0 on the length comes after the state. */
	if (level == IPPROTO_TCP && name == TCP_AO_REPAIR && err == -EINVAL &&
	    *len == 0)
		return -EPERM;
	return used(standin, &call, state, err);
}

/*
 * Its route's, its peer's, its buffers', its clock. An accepted connection has
 * the TTL that the client's SYN came with for multicasts
 * (net/ipv4/tcp_ipv4.c, net/ipv6/tcp_ipv6.c).
 */
bool standin_tells(int level, int name)
{
	switch (level) {
	case IPPROTO_TCP:
		return name != TCP_INFO && name != TCP_MAXSEG &&
		       name != TCP_WINDOW_CLAMP && name != TCP_TIMESTAMP &&
		       name != TCP_CC_INFO && name != TCP_ZEROCOPY_RECEIVE;
	case SOL_IP:
		return name != IP_MTU && name != IP_MULTICAST_TTL &&
		       name != SO_ORIGINAL_DST && name != IP_PROTOCOL;
	case SOL_IPV6:
		return name != IPV6_MTU && name != IPV6_MULTICAST_HOPS &&
		       name != IPV6_MULTICAST_IF && name != IPV6_PATHMTU &&
		       name != SO_ORIGINAL_DST;
	default:
		return true;
	}
}

bool standin_errs(long err)
{
	return err != -ENOTCONN && err != -EISCONN;
}
