# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A value that the program can't pass must be the kernel's to refuse, also
# where MPTCP takes it unread. Called by ctest; guest: option_unreadable.c.

load lib

# alike CASE MODE...: what it is without the shim.
alike() {
	plain plain "$GUESTS/option_unreadable" "$1"
	[ "$(wc -l <"$T/plain.out")" -gt 800 ]
	for MODE in "${@:2}"; do
		under "$MODE" "$GUESTS/option_unreadable" "$1"
		diff -u "$T/plain.out" "$T/$MODE.out"
	done
}

@test "new sockets" { alike new 0 1 2 3; }
@test "listeners" { alike listening 0 1 2 3; }
@test "connections that are TCP" { alike connected 0 2; }

# What MPTCP refuses there is told in differences.md.
@test "connections that are MPTCP go on" {
	plain plain "$GUESTS/option_unreadable" connected
	for MODE in 1 3; do
		under "$MODE" "$GUESTS/option_unreadable" connected
		[ "$(wc -l <"$T/$MODE.out")" = "$(wc -l <"$T/plain.out")" ]
	done
}
