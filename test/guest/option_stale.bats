# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A number that an upgraded socket had, and that dup(), accept() or socketpair()
# gave to another one: what that one was asked to do was refused, as if it were
# the first (IP_ADD_MEMBERSHIP on UDP). And an upgraded listener under a number
# that a dialer had ignored SO_RCVTIMEO, and could not go back to TCP. Called by ctest; guest: option_stale.c.

load lib

# said CASE: in all modes; nothing is missed.
said() {
	alike "0 1 2 3" "$GUESTS/option_stale" "$1"
	for MODE in 1 2 3; do
		[ ! -s "$T/$MODE.report" ] ||
			is "$(jq -cs 'map(.missed) | add' "$T/$MODE.report")" \
				"{}" "missed, multipathtcp=$MODE"
	done
}

@test "UDP" { said udp; }
@test "UNIX" { said unix; }
@test "a TCP listener" { said listener; }
@test "a TCP connection" { said connection; }
@test "a listener of ours under a dialer's number" { said ours; }
