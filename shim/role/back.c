// SPDX-License-Identifier: MIT
/*
 * Retreats, for the sake of an option. Called by those of option/.
 */
#include "back.h"
#include "know/births.h"

bool back_to_tcp(struct look *l)
{
	struct plan p;

	while ((p = plan_retreat(&l->facts)).ask)
		act_ask(l, p.ask);
	if (!p.act || !act_back(l, &p))
		return false;
	if (p.act == ACT_listener_to_tcp)
		act_tell_back("setsockopt", l->fd, ROLE_LISTENER, p);
	return true;
}
