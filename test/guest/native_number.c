// SPDX-License-Identifier: MIT
/*
 * A native MPTCP socket under a number that an upgraded socket had: what MPTCP
 * refuses it refuses, and it stays what it is. Called by native_number.bats.
 */
#include "life_guest.h"

int main(void)
{
	int native = socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
	int old = socket(AF_INET, SOCK_STREAM, 0);
	int ttl = 9, copy;

	CHECK(native >= 0 && old >= 0);
	close(old);
	copy = dup(native);
	CHECK(copy == old);
	CHECK(setsockopt(copy, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)) == -1);
	CHECK(listen(copy, 1) == 0);
	CHECK(wire(native) == IPPROTO_MPTCP);
	return 0;
}
