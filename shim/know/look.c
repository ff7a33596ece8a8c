// SPDX-License-Identifier: MIT
/*
 * Looking. Whatever is not known yet is asked for here, and nowhere else by
 * those who have a look at hand.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "look.h"

enum protocol look_for_protocol(int fd)
{
	switch (observe_protocol(fd)) {
	case IPPROTO_TCP:
		return PROTOCOL_tcp;
	case IPPROTO_MPTCP:
		return PROTOCOL_mptcp;
	default:
		return PROTOCOL_other;
	}
}

bool look_mptcp(struct look *l)
{
	if (!l->facts.protocol)
		l->facts.protocol = observe_is_mptcp(l->fd) ? PROTOCOL_mptcp
							    : PROTOCOL_other;
	return l->facts.protocol == PROTOCOL_mptcp;
}

enum state look_state(struct look *l)
{
	if (l->facts.state)
		return l->facts.state;
	switch (observe_state(l->fd)) {
	case TCP_CLOSE:
		return l->facts.state = STATE_closed;
	case TCP_LISTEN:
		return l->facts.state = STATE_listening;
	default:
		return l->facts.state = STATE_other;
	}
}

bool look_native(struct look *l)
{
	if (!l->facts.native)
		l->facts.native = facts_found(
			!births_socket_upgraded(l->fd, look_cookie(l)));
	return l->facts.native == FACT_yes;
}

uint64_t look_cookie(struct look *l)
{
	if (!l->cookie_asked)
		l->cookie = observe_cookie(l->fd);
	l->cookie_asked = true;
	return l->cookie;
}

bool look_address(struct look *l)
{
	if (!l->address_asked && !observe_address(l->fd, &l->address))
		l->address.len = 0;
	l->address_asked = true;
	return l->address.len;
}

int look_domain(struct look *l)
{
	return look_address(l) ? l->address.at.sin6_family : -1;
}
