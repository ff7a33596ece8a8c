// SPDX-License-Identifier: MIT
/*
 * From plan to deed. Nothing is decided here.
 */
#include <netinet/in.h>
#include <stddef.h>
#include <time.h>
#include "act.h"
#include "base/address.h"
#include "base/settings.h"
#include "base/sys.h"
#include "know/births.h"
#include "know/kernel.h"
#include "replace/carry.h"
#include "replace/replace.h"
#include "report/counters.h"
#include "report/log.h"

/* Shut down again it neither listens nor has lost anything. */
static bool can_listen(int fd)
{
	return sys(SYS_listen, fd, 1) == 0 &&
	       sys(SYS_shutdown, fd, SHUT_RD) == 0;
}

static void check_word(struct look *l)
{
	births_number_check(l->fd, look_cookie(l));
	look_at_word(l);
	l->facts.same = FACT_yes;
}

static void find_refusal(struct look *l)
{
	l->facts.err = (uint16_t)kernel_refuses(look_domain(l));
	l->facts.refuses = facts_found(l->facts.err);
}

void act_ask(struct look *l, enum ask what)
{
	struct facts *f = &l->facts;

	if (what == ASK_protocol)
		look_protocol(l);
	else if (what == ASK_mptcp)
		look_mptcp(l);
	else if (what == ASK_state)
		look_state(l);
	else if (what == ASK_same)
		check_word(l);
	else if (what == ASK_native)
		look_native(l);
	else if (what == ASK_refuses)
		find_refusal(l);
	else if (what == ASK_listens)
		f->listens = facts_found(can_listen(l->fd));
	else if (what == ASK_keeps)
		f->keeps = facts_found(carry_needless(l->fd, look_domain(l)));
}

/* Which is the kernel's to refuse. */
void act_look_at_address(struct look *l, const struct sockaddr *addr,
			 socklen_t len)
{
	l->facts.local = FACT_no;
	l->facts.port = 0;
	if (!address_readable(addr, len))
		return;
	l->facts.port = (uint16_t)address_port(addr);
	l->facts.local = facts_found(address_local(addr, len));
}

/* It has no port yet, and another cookie. */
static void renew(struct look *l, int backlog)
{
	replace_anew(l,
		     l->facts.protocol == PROTOCOL_mptcp ? IPPROTO_MPTCP
							 : IPPROTO_TCP,
		     backlog);
	look_at(l, l->fd, births_of(l->fd));
}

static enum reason listener_to_tcp(struct look *l)
{
	static const struct timespec pause = {0, 1000000};
	enum reason reason;
	int tries = 20;

	/*
	 * A connection that has just been served holds the port for some
	 * milliseconds more. Whatever else stands in the way does not pass.
	 */
	while ((reason = replace_listener(l)) == REASON_bind && --tries)
		sys(SYS_nanosleep, &pause, NULL);
	return reason;
}

bool act_do(struct look *l, struct plan *p, int backlog)
{
	enum reason reason = REASON_none;
	int err = 0;

	if (p->anew)
		renew(l, backlog);
	if (p->act == ACT_to_mptcp)
		reason = replace_socket(l, IPPROTO_MPTCP, backlog, &err);
	else if (p->act == ACT_to_tcp)
		reason = replace_socket(l, IPPROTO_TCP, backlog, &err);
	else if (p->act == ACT_listener_to_tcp)
		reason = listener_to_tcp(l);
	if (!err && !reason)
		return p->act != ACT_nothing;
	if (err && p->act == ACT_to_mptcp)
		kernel_refused(look_domain(l), err);
	plan_failed(p, err, reason);
	return false;
}

bool act_back(struct look *l, struct plan *p)
{
	if (!act_do(l, p, REPLACE_NO_LISTEN))
		return false;
	births_socket_becomes(l->fd, p->outcome == OUTCOME_declined
					     ? ORIGIN_declined |
						       FACTS_DETAIL(p->reason)
					     : ORIGIN_kept);
	return true;
}

static inline struct verdict verdict(enum role role, struct plan p)
{
	return (struct verdict){
		.role = role,
		.status = settings()->status[role],
		.want = settings_want(role),
		.outcome = p.outcome,
		.reason = p.reason,
		.refused = (int)p.err,
	};
}

__attribute__((noinline)) static void log_it(const char *call, int fd,
					     const struct verdict *v,
					     const struct sockaddr *to,
					     socklen_t len)
{
	log_decision(call, fd, address_readable(to, len) ? to : NULL, len, v);
}

void act_tell(const char *call, int fd, enum role role, struct plan p,
	      const struct sockaddr *to, socklen_t len)
{
	const struct verdict v = verdict(role, p);

	if (__builtin_expect(log_wanted(), 0))
		log_it(call, fd, &v, to, len);
	counters_add(&v);
}

void act_tell_back(const char *call, int fd, enum role role, struct plan p)
{
	const struct verdict v = verdict(role, p);

	if (log_wanted())
		log_it(call, fd, &v, NULL, 0);
	counters_retreat(v.role, v.status, v.reason);
}
