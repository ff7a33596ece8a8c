// SPDX-License-Identifier: MIT
/*
 * What TCP can do and MPTCP can't. Called by hook_setsockopt.c. A stand-in is
 * asked first, so that a bad value gives exactly the error that TCP gives and
 * nothing is replaced because of it.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "base/numbers.h"
#include "base/private.h"
#include "know/hints.h"
#include "know/native.h"
#include "know/observe.h"
#include "know/options.h"
#include "report/counters.h"
#include "retreat.h"
#include "role/classify.h"

/*
 * Of a length TCP may think otherwise, or say EFAULT first. And what was to be
 * set before bind() a connection refuses so, though TCP does not mind (
 * net/mptcp/sockopt.c, __mptcp_nmpc_sk()). But IPV6_V6ONLY it minds.
 */
static bool invalid(const struct option_call *call)
{
	if (errno != EINVAL || call->level == IPPROTO_TCP)
		return false;
	/* That alone tells that it is MPTCP: a sandbox may bar the question. */
	if (hints_reuse(call))
		return !native_socket(call->fd);
	if (!options_level(call->level) || !standin_ours_set(call->fd))
		return false;
	if (standin_unconnected(observe_state(call->fd)))
		return call->level == SOL_SOCKET;
	return call->level != SOL_IPV6 || call->name != IPV6_V6ONLY;
}

bool retreat_refused(const struct option_call *call)
{
	if (errno == EOPNOTSUPP || errno == ENOPROTOOPT)
		return standin_ours_set(call->fd);
	return invalid(call);
}

static enum retreat missed(const struct option_call *call)
{
	counters_missed(options_missed(call->level, call->name));
	return RETREAT_NO;
}

static enum retreat error(long err)
{
	errno = (int)-err;
	return RETREAT_ERROR;
}

/* A connection stays what it is. */
static enum retreat connected(const struct option_call *call, long err)
{
	if (err && standin_errs(err))
		return error(err);
	return !err && hints_granted(call) ? RETREAT_HINT : missed(call);
}

enum retreat retreat_for(const struct option_call *call)
{
	int standin, state;
	bool idle;
	long err;

	/* It says who may bind beside it, which nobody can to a connection. */
	if (hints_reuse(call))
		return RETREAT_HINT;
	standin = standin_make(call->fd);
	state = observe_state(call->fd);
	if (standin < 0) {
		missed(call);
		return RETREAT_BLIND;
	}
	err = standin_set(standin, call, state, &idle);
	private_close(standin);
	if (!err && hints_is(call->level, call->name)) {
		hints_keep(call);
		return RETREAT_HINT;
	}
	if (idle)
		return RETREAT_HINT;
	if (!standin_unconnected(state))
		return connected(call, err);
	if (err)
		return error(err);
	return classify_retreat(call->fd) ? RETREAT_DONE : missed(call);
}
