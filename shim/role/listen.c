// SPDX-License-Identifier: MIT
/*
 * Listeners.
 */
#include <netinet/in.h>
#include <stddef.h>
#include "base/settings.h"
#include "base/sys.h"
#include "know/births.h"
#include "know/hints.h"
#include "listen.h"

void listen_before(struct listening *l, int fd, int backlog)
{
	if (backlog < 0)
		backlog = 0x7fffffff; /* as much as the kernel grants */
	look_at(&l->look, fd, births_of(fd));
	while ((l->plan = plan_listen(&l->look.facts,
				      settings_want(ROLE_LISTENER),
				      settings_want(ROLE_DIALER)))
		       .ask)
		act_ask(&l->look, l->plan.ask);
	l->replaced = act_do(&l->look, &l->plan, backlog);
}

/* Under all of its numbers, if what it is has changed. */
static void became(int fd, enum outcome outcome, uint32_t also)
{
	if (outcome == OUTCOME_upgraded)
		births_socket_becomes(fd, ORIGIN_upgraded | also);
	else if (births_of(fd) & ORIGIN_MPTCP)
		births_socket_becomes(fd, ORIGIN_kept | also);
	else
		births_number_set(fd, also);
}

/* It listens already, but another preload library said no: nor must it. */
static void undo(const struct listening *l)
{
	sys(SYS_shutdown, l->look.fd, SHUT_RD);
	became(l->look.fd, l->plan.outcome, 0);
}

void listen_after(const struct listening *l, int ret)
{
	const int fd = l->look.fd;

	if (ret < 0 && l->replaced)
		undo(l);
	if (ret < 0 || !l->plan.counts)
		return;
	hints_listening(fd);
	became(fd, l->plan.outcome, HISTORY_listened);
	births_number_clear(fd, HISTORY_unsettled);
	act_tell("listen", fd, ROLE_LISTENER, l->plan, NULL, 0);
}

void listen_off(int fd)
{
	const struct plan p = plan_listen_off(births_of(fd));

	if (!p.counts)
		return;
	births_number_set(fd, HISTORY_listened);
	act_tell("listen", fd, ROLE_LISTENER, p, NULL, 0);
}
