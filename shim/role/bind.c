// SPDX-License-Identifier: MIT
/*
 * Binding.
 */
#include "act.h"
#include "base/address.h"
#include "base/settings.h"
#include "bind.h"
#include "know/births.h"
#include "know/doubt.h"

__attribute__((noinline)) static void look_and_do(int fd, uint32_t word,
						  uint64_t cookie,
						  const struct sockaddr *addr,
						  socklen_t len)
{
	struct look l;
	struct plan p;

	look_at(&l, fd, word);
	look_know_cookie(&l, cookie);
	act_look_at_address(&l, addr, len);
	while ((p = plan_bind(&l.facts)).ask)
		act_ask(&l, p.ask);
	if (p.act)
		act_back(&l, &p);
}

void bind_before(int fd, const struct sockaddr *addr, socklen_t len)
{
	const uint64_t cookie = observe_cookie(fd);
	uint32_t word;

	if (cookie)
		doubt_bound(fd, cookie);
	word = births_of(fd);
	if (plan_bind_matters(word))
		look_and_do(fd, word, cookie, addr, len);
}

/* The kernel has just read it. */
void bind_after(int fd, const struct sockaddr *addr)
{
	struct birth_record *r = births_record_of(fd);
	const int port = address_port(addr);
	uint32_t word;

	if (!r)
		return;
	word = __atomic_load_n(&r->word, __ATOMIC_RELAXED);
	if (!(word & ORIGIN_OURS))
		return;
	__atomic_fetch_or(&r->word,
			  port ? HISTORY_unsettled | HISTORY_port
			       : HISTORY_chosen,
			  __ATOMIC_RELAXED);
	if (port && (word & ORIGIN_MPTCP) && settings_want(ROLE_DIALER).mptcp)
		__atomic_fetch_add(&births_unsettled, 1, __ATOMIC_RELEASE);
}
