# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# proxychains-ng#439: a table of descriptors goes stale with close_range().
# Called by ctest; guest: broke_close_range.c.

# shellcheck disable=SC2034 # MODE is for lib.bash
load lib

@test "numbers in turn" {
	guest broke_close_range all_in_turn mptcp upgraded=6
	dialers shim kept=3
}

@test "numbers in turn, multipathtcp=1" {
	MODE=1 guest broke_close_range all_in_turn mptcp upgraded=6
	dialers shim upgraded=3
}

@test "numbers in turn, multipathtcp=3" {
	MODE=3 guest broke_close_range all_in_turn tcp kept=6
	dialers shim upgraded=3
}

@test "a number that was a listener's" {
	for MODE in 0 1 2 3; do
		both "" "$GUESTS/broke_close_range" not_what_it_was
	done
}
