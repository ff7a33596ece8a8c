// SPDX-License-Identifier: MIT
/*
 * Dialers. Births name those that are counted. Where dialers are to be TCP
 * births alone decide, without a system call: sandboxes kill for those that
 * they do not expect. Else it costs one.
 */
#include <netinet/in.h>
#include "act.h"
#include "base/settings.h"
#include "dial.h"
#include "know/births.h"

/* Apart, or each connect() made room for a look. */
__attribute__((noinline)) static struct plan
look_and_do(int fd, uint32_t word, const struct sockaddr *to, socklen_t len)
{
	struct look l;
	struct plan p;

	look_at(&l, fd, word);
	look_protocol(&l); /* whatever the plan, it asks for that */
	while ((p = plan_dial(&l.facts)).ask)
		if (p.ask == ASK_local)
			act_look_at_address(&l, to, len);
		else
			act_ask(&l, p.ask);
	if (p.act)
		act_back(&l, &p);
	return p;
}

void dial_before(int fd, const struct sockaddr *to, socklen_t len)
{
	struct birth_record *r = births_record_of(fd);
	const uint32_t word =
		r ? __atomic_load_n(&r->word, __ATOMIC_RELAXED) : 0;
	struct plan p;

	if (!plan_dial_counts(word))
		return;
	if (settings_want(ROLE_DIALER).mptcp)
		p = look_and_do(fd, word, to, len);
	else
		p = plan_counted(plan_dial_as_born(word));
	if (!p.counts)
		return;
	__atomic_fetch_or(&r->word, HISTORY_dials | HISTORY_dialed,
			  __ATOMIC_RELAXED);
	act_tell("connect", fd, ROLE_DIALER, p, to, len);
}

/* The kernel has just read the address, so can we. */
void dial_again(int fd, const struct sockaddr *to)
{
	if (to->sa_family == AF_UNSPEC)
		births_number_clear(fd, HISTORY_dials);
}
