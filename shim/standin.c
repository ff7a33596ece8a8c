// SPDX-License-Identifier: MIT
/*
 * Stand-ins. Called by retreat.c and answer.c, only where MPTCP has refused
 * something or is known to answer otherwise than TCP.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include "classify.h"
#include "numbers.h"
#include "observe.h"
#include "private.h"
#include "standin.h"
#include "sys.h"

#define PROBE_MAX 64 /* bytes; more than any option of the table has */

bool standin_ours(int fd)
{
	return observe_protocol(fd) == IPPROTO_MPTCP && !classify_native(fd);
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

struct probe {
	socklen_t len;
	unsigned char bytes[PROBE_MAX];
};

static bool probe(int fd, const struct option_call *call, struct probe *out)
{
	memset(out->bytes, 0, sizeof(out->bytes));
	out->len = sizeof(out->bytes);
	return sys(SYS_getsockopt, fd, call->level, call->name, out->bytes,
		   &out->len) == 0;
}

long standin_set(int standin, const struct option_call *call, bool *idle)
{
	struct probe before, after;
	bool known = call->row >= 0 && probe(standin, call, &before);
	long err = sys(SYS_setsockopt, standin, call->level, call->name,
		       call->value, call->len);

	*idle = !err && known && probe(standin, call, &after) &&
		memcmp(&before, &after, sizeof(before)) == 0;
	return err;
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
long standin_listening(int standin, const struct option_call *call, long err)
{
	if (call->level != IPPROTO_TCP)
		return err;
	if (call->name == TCP_WINDOW_CLAMP && !err && clears(call))
		return -EINVAL;
	if (call->name == TCP_QUEUE_SEQ && err == -EINVAL &&
	    (int)call->len >= (int)sizeof(int))
		return -EPERM;
	if (call->name == TCP_AO_REPAIR && err == -ENOPROTOOPT &&
	    observe_number(standin, IPPROTO_TCP, TCP_IS_MPTCP) >= 0)
		return -EPERM;
	return err;
}

long standin_get(int standin, int level, int name, void *value, socklen_t *len,
		 bool listening)
{
	const struct option_call call = {.level = level, .name = name};
	long err = sys(SYS_getsockopt, standin, level, name, value, len);

	if (!listening)
		return err;
	if (level == IPPROTO_TCP && name == TCP_ZEROCOPY_RECEIVE && !err)
		return -ENOTCONN;
	/* From Linux 7.0 on the length comes after the state. */
	if (level == IPPROTO_TCP && name == TCP_AO_REPAIR && err == -EINVAL &&
	    *len == 0)
		return -EPERM;
	return standin_listening(standin, &call, err);
}
