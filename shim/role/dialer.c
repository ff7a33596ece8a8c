// SPDX-License-Identifier: MIT
/*
 * Dialers. Births name those that are counted. Where dialers are to be TCP
 * births alone decide, without a system call: sandboxes kill for those that
 * they do not expect. Else it costs one.
 */
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include "base/address.h"
#include "classify.h"
#include "dialer.h"
#include "know/births.h"
#include "know/native.h"
#include "know/observe.h"
#include "replace/replace.h"
#include "report/counters.h"
#include "report/log.h"

__attribute__((noinline)) static bool back(int fd, enum reason reason)
{
	int err;

	/* The number may be another kind's by now. */
	if (!observe_is_mptcp(fd) || native_socket(fd) ||
	    replace_socket(fd, IPPROTO_TCP, REPLACE_NO_LISTEN, &err))
		return false;
	births_socket_becomes(fd, ORIGIN_declined | BIRTHS_DETAIL(reason));
	return true;
}

/*
 * An MPTCP socket tells its addresses without their scope
 * (net/mptcp/protocol.c, mptcp_copy_inaddrs): a link-local one names nobody
 * then. Not even its own can be asked for afterwards, so it goes back to TCP
 * before it has one.
 */
static bool back_for_scope(int fd, const struct sockaddr *addr, socklen_t len)
{
	return address_local_given(addr, len) && back(fd, REASON_scope);
}

/* The default of net.ipv4.ip_unprivileged_port_start. */
#define UNPRIVILEGED 1024

/*
 * Why it is to be TCP before it has that address, if it is. Who names a port
 * is going to listen, most likely: to an option that a listener of MPTCP would
 * not keep, or that MPTCP does not know, it might not be able to go back any
 * more. The right to bind to a privileged port, some have for this call alone
 * (FRRouting).
 */
static enum reason unfit(int fd, unsigned int flags,
			 const struct sockaddr *addr, socklen_t len)
{
	struct sockaddr_in6 at = {.sin6_family = AF_UNSPEC};
	int port;

	if (!address_readable(addr, len))
		return REASON_none;
	memcpy(&at, addr, len < sizeof(at) ? len : sizeof(at));
	if (!(flags & REMEMBERED_v4) && address_local((const void *)&at))
		return REASON_scope;
	port = address_port(&at);
	if (port && (flags & REMEMBERED_beside) && !replace_needless(fd))
		return REASON_option;
	return port && port < UNPRIVILEGED ? REASON_bind : REASON_none;
}

void dialer_names(int fd, const struct sockaddr *addr, socklen_t len)
{
	enum reason reason = unfit(fd, births_of(fd), addr, len);

	if (reason)
		back(fd, reason);
}

/* Births alone: what listen() or a fork made of it counts as that. */
static enum outcome as_born(unsigned int flags)
{
	if (births_origin(flags) == ORIGIN_native)
		return OUTCOME_native;
	return flags & ORIGIN_MPTCP ? OUTCOME_upgraded : OUTCOME_kept;
}

/* Policy wants MPTCP. False: it is nothing to count. */
static bool asked(struct verdict *v, int fd, const struct sockaddr *addr,
		  socklen_t len)
{
	const unsigned int flags = births_of(fd);
	const int protocol = observe_protocol(fd);

	if (protocol != IPPROTO_TCP && protocol != IPPROTO_MPTCP)
		return false;
	if (protocol == IPPROTO_MPTCP && native_socket(fd))
		v->outcome = OUTCOME_native;
	else if (protocol == IPPROTO_MPTCP &&
		 ((flags & (REMEMBERED_v4 | HISTORY_dialed)) ||
		  !back_for_scope(fd, addr, len)))
		v->outcome = OUTCOME_upgraded;
	else
		classify_recall(v, fd);
	return true;
}

void dialer_dials(int fd, const struct sockaddr *addr, socklen_t len)
{
	struct verdict v = classify_start(ROLE_DIALER);
	unsigned int flags = births_of(fd);

	if (!(flags & (ORIGIN_OURS | ORIGIN_native)) ||
	    flags & (HISTORY_dials | HISTORY_listened))
		return;
	if (!v.want.mptcp)
		v.outcome = as_born(flags);
	else if (!asked(&v, fd, addr, len))
		return;
	births_number_set(fd, HISTORY_dials | HISTORY_dialed);
	counters_add(&v);
	if (log_wanted())
		log_decision("connect", fd,
			     address_readable(addr, len) ? addr : NULL, len,
			     &v);
}

/* The kernel has read it. */
void dialer_again(int fd, const struct sockaddr *addr)
{
	if (addr->sa_family == AF_UNSPEC)
		births_number_clear(fd, HISTORY_dials);
}
