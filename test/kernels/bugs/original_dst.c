// SPDX-License-Identifier: MIT
/*
 * SO_ORIGINAL_DST, by which a transparent proxy learns where a redirected
 * connection was to go, is refused on an accepted MPTCP connection. Without a
 * redirection TCP says ENOENT, where conntrack is there.
 */
#include "bug.h"

#define SO_ORIGINAL_DST 80

static const char *look(int protocol)
{
	struct pair p = new_pair(protocol, protocol);
	struct sockaddr_in addr;
	socklen_t len = sizeof(addr);

	return said(
		getsockopt(p.accepted, SOL_IP, SO_ORIGINAL_DST, &addr, &len));
}

int main(void)
{
	const char *tcp, *mptcp;

	patience(10);
	tcp = look(IPPROTO_TCP);
	mptcp = look(IPPROTO_MPTCP);
	if (!strcmp(tcp, "ENOPROTOOPT"))
		verdict(CANT_TELL, "no conntrack in this kernel");
	verdict(!strcmp(tcp, mptcp), "TCP %s, MPTCP %s", tcp, mptcp);
}
