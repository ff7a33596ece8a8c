# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A value that the program can't pass must be the kernel's to refuse, also
# where MPTCP takes it unread; and so a place that can't be written, where TCP is
# asked instead. Called by ctest; guest: option_unreadable.c.

load lib

# tried MODES CASE
tried() {
	alike "$1" "$GUESTS/option_unreadable" "$2"
	[ "$(wc -l <"$T/plain.out")" -gt 800 ]
}

@test "new sockets" { tried "0 1 2 3" new; }
@test "listeners" { tried "0 1 2 3" listening; }
@test "connections that are TCP" { tried "0 2" connected; }

# What MPTCP refuses there is told in differences.md.
@test "connections that are MPTCP go on" {
	plain plain "$GUESTS/option_unreadable" connected
	for MODE in 1 3; do
		under "$MODE" "$GUESTS/option_unreadable" connected
		[ "$(wc -l <"$T/$MODE.out")" = "$(wc -l <"$T/plain.out")" ]
	done
}
