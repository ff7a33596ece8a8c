// SPDX-License-Identifier: MIT
/*
 * From a call to a verdict: observe, ask policy, replace, count. Called by
 * the hooks. What a listener costs it costs once.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <time.h>
#include "base/address.h"
#include "base/settings.h"
#include "base/sys.h"
#include "classify.h"
#include "know/births.h"
#include "know/hints.h"
#include "know/kernel.h"
#include "know/native.h"
#include "know/observe.h"
#include "replace/replace.h"
#include "report/counters.h"
#include "report/log.h"

struct verdict classify_start(enum role role)
{
	return (struct verdict){
		.role = role,
		.status = settings()->status[role],
		.want = settings_want(role),
	};
}

static void refused(struct verdict *v, int err)
{
	v->outcome = OUTCOME_refused;
	v->refused = err;
}

static void declined(struct verdict *v, enum reason reason)
{
	v->outcome = OUTCOME_declined;
	v->reason = reason;
}

void classify_recall(struct verdict *v, int fd)
{
	unsigned int flags = births_of(fd);

	if (births_origin(flags) == ORIGIN_refused)
		refused(v, births_detail(flags));
	else if (births_origin(flags) == ORIGIN_declined)
		declined(v, (enum reason)births_detail(flags));
	else
		declined(v, REASON_foreign);
}

static void upgrade(struct verdict *v, int fd, int backlog)
{
	int domain = observe_number(fd, SOL_SOCKET, SO_DOMAIN);
	int err = kernel_refuses(domain);
	enum reason reason;

	v->outcome = OUTCOME_upgraded;
	if (err) {
		refused(v, err);
		return;
	}
	reason = replace_socket(fd, IPPROTO_MPTCP, backlog, &err);
	if (err) {
		kernel_refused(domain, err);
		refused(v, err);
	} else if (reason) {
		declined(v, reason);
	} else {
		v->listens = true;
	}
}

/* Born as what a dialer would get, but a listener is to be TCP. */
static void downgrade(struct verdict *v, int fd, int backlog,
		      enum outcome outcome, enum reason reason)
{
	int err;

	/* Where even that fails it is as native MPTCP would be: MPTCP. */
	v->outcome = OUTCOME_upgraded;
	if (replace_socket(fd, IPPROTO_TCP, backlog, &err) == REASON_none) {
		v->outcome = outcome;
		v->listens = true;
	}
	if (v->outcome == OUTCOME_declined)
		v->reason = reason;
}

/*
 * After connect() the kernel may refuse to listen (EINVAL: how that went was
 * not asked yet). A new socket would not, so the old one is tried.
 */
static bool can_listen(int fd, int backlog)
{
	return sys(SYS_listen, fd, backlog) == 0 &&
	       sys(SYS_shutdown, fd, SHUT_RD) == 0;
}

/* A socket that is MPTCP is to listen. False: it can't. */
static bool from_mptcp(struct verdict *v, int fd, int backlog)
{
	const bool dialed = births_of(fd) & HISTORY_dialed;

	if (native_socket(fd))
		v->outcome = OUTCOME_native;
	else if (dialed && !can_listen(fd, backlog))
		return false;
	else if (!v->want.mptcp)
		downgrade(v, fd, backlog, OUTCOME_kept, REASON_none);
	else if (dialed)
		downgrade(v, fd, backlog, OUTCOME_declined, REASON_dialed);
	else if (!replace_needless(fd))
		downgrade(v, fd, backlog, OUTCOME_declined, REASON_option);
	else
		v->outcome = OUTCOME_upgraded;
	return true;
}

static void from_tcp(struct verdict *v, int fd, int backlog)
{
	unsigned int flags = births_of(fd);

	if (!v->want.mptcp)
		v->outcome = OUTCOME_kept;
	else if (flags & HISTORY_dialed)
		declined(v, REASON_dialed);
	/* Before it was bound it went back at no loss (dialer.c, unfit()). */
	else if (births_origin(flags) == ORIGIN_declined &&
		 births_detail(flags) != REASON_bind)
		classify_recall(v, fd);
	else
		upgrade(v, fd, backlog);
}

/*
 * Shut down, it listens again. TCP takes another port then if it was the kernel
 * that chose the first (net/ipv4/inet_connection_sock.c); but a socket that
 * took another's place was bound to the port by its number, and keeps it.
 */
static void again(int fd, int protocol, int backlog)
{
	const int born =
		settings_want(ROLE_DIALER).mptcp ? IPPROTO_MPTCP : IPPROTO_TCP;

	if (protocol != born && births_of(fd) & HISTORY_chosen)
		replace_anew(fd, protocol, backlog);
}

bool classify_listener(int fd, int backlog, struct verdict *out)
{
	int protocol = observe_protocol(fd);
	bool counted;

	if (protocol != IPPROTO_TCP && protocol != IPPROTO_MPTCP)
		return false;
	/* Not a second listen(), nor one that can only fail. */
	if (observe_state(fd) != TCP_CLOSE)
		return false;
	if (births_of(fd) & HISTORY_listened)
		births_number_check(fd);
	counted = births_of(fd) & HISTORY_listened;
	*out = classify_start(ROLE_LISTENER);
	if (backlog < 0)
		backlog = 0x7fffffff; /* as much as the kernel grants */
	if (counted)
		again(fd, protocol, backlog);
	if (protocol == IPPROTO_TCP)
		from_tcp(out, fd, backlog);
	else if (!from_mptcp(out, fd, backlog))
		return false;
	return !counted;
}

static void became(int fd, enum outcome outcome, unsigned int also)
{
	const uint32_t word = births_of(fd);

	if (outcome == OUTCOME_upgraded)
		births_socket_becomes(fd, ORIGIN_upgraded | also);
	else if (word & ORIGIN_MPTCP)
		births_socket_becomes(fd, ORIGIN_kept | also);
	else
		births_number_set(fd, also);
}

void classify_unlistened(int fd, const struct verdict *v)
{
	sys(SYS_shutdown, fd, SHUT_RD);
	became(fd, v->outcome, 0);
}

void classify_listening(int fd, const struct verdict *v)
{
	hints_listening(fd);
	became(fd, v->outcome, HISTORY_listened);
	births_number_clear(fd, HISTORY_unsettled);
	counters_add(v);
	if (log_wanted())
		log_decision("listen", fd, NULL, 0, v);
}

void classify_off(int fd)
{
	struct verdict v = classify_start(ROLE_LISTENER);
	unsigned int flags = births_of(fd);

	if (!(flags & (ORIGIN_OURS | ORIGIN_native)) ||
	    flags & HISTORY_listened)
		return;
	births_number_set(fd, HISTORY_listened);
	v.outcome = births_origin(flags) == ORIGIN_native ? OUTCOME_native
							  : OUTCOME_kept;
	counters_add(&v);
	if (log_wanted())
		log_decision("listen", fd, NULL, 0, &v);
}

static bool retreat_listener(int fd)
{
	static const struct timespec pause = {0, 1000000};
	struct verdict v = classify_start(ROLE_LISTENER);
	enum reason reason;
	int tries = 20;

	/*
	 * A connection that has just been served holds the port for some
	 * milliseconds more. Whatever else stands in the way does not pass.
	 */
	while ((reason = replace_listener(fd))) {
		if (reason != REASON_bind || !--tries)
			return false;
		sys(SYS_nanosleep, &pause, NULL);
	}
	declined(&v, REASON_option);
	counters_retreat(v.role, v.status, v.reason);
	if (log_wanted())
		log_decision("setsockopt", fd, NULL, 0, &v);
	return true;
}

bool classify_retreat(int fd)
{
	unsigned int flags = births_of(fd);
	int err, state = observe_state(fd);

	/*
	 * The number may be a duplicate's, of which nothing is known; what has
	 * dialed was another socket, if this one listens.
	 */
	if (((flags & HISTORY_dialed) && state != TCP_LISTEN) ||
	    native_socket(fd) || observe_protocol(fd) != IPPROTO_MPTCP)
		return false;
	if (state == TCP_LISTEN
		    ? !retreat_listener(fd)
		    : state != TCP_CLOSE ||
			      replace_socket(fd, IPPROTO_TCP, REPLACE_NO_LISTEN,
					     &err))
		return false;
	births_socket_becomes(fd,
			      ORIGIN_declined | BIRTHS_DETAIL(REASON_option));
	return true;
}
