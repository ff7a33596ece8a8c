// SPDX-License-Identifier: MIT
/*
 * getsockopt() with room for two or three bytes of an int: TCP writes as many;
 * MPTCP writes one and says that it is one.
 */
#include "bug.h"

struct seen {
	socklen_t len;
	unsigned char bytes[4];
};

static struct seen look(int protocol, socklen_t room)
{
	struct seen s = {room, {0xee, 0xee, 0xee, 0xee}};

	must(getsockopt(new_socket(protocol), IPPROTO_TCP, TCP_NODELAY, s.bytes,
			&s.len));
	return s;
}

int main(void)
{
	struct seen tcp, mptcp;
	socklen_t room;

	patience(10);
	for (room = 2; room < 4; room++) {
		tcp = look(IPPROTO_TCP, room);
		mptcp = look(IPPROTO_MPTCP, room);
		if (memcmp(&tcp, &mptcp, sizeof(tcp)))
			verdict(SHOWS,
				"room for %u: TCP wrote %u bytes, MPTCP %u",
				room, tcp.len, mptcp.len);
	}
	verdict(SHOWS_NOT, "as many bytes as there is room for, both");
}
