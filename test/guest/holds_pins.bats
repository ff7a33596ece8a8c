# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# After 1,024 sockets that had an option which can't be carried none went back
# to TCP any more, and its options were refused. Called by ctest; guest:
# holds_pins.c.

load lib

@test "pins: ten times as many as are remembered" {
	alike "1 3" "$GUESTS/holds_pins"
}
