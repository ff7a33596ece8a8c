# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A dialer that dials by sendto(), sendmsg() or sendmmsg() with MSG_FASTOPEN
# was MPTCP in modes 1 and 3 and counted in none. Called by ctest; guest:
# dial_fastopen.c. The last of four is the one with a bad pointer.

load lib

@test "dialers by MSG_FASTOPEN are counted, once" {
	alike "0 1 2 3" "$GUESTS/dial_fastopen"
	dialers 0 kept=4
	dialers 1 upgraded=4
	dialers 2 kept=4
	dialers 3 upgraded=4
}
