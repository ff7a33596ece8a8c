# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# EADDRINUSE exactly where TCP says so. Called by ctest; guest:
# address_table.c.

# shellcheck disable=SC2034 # MODE is for lib.bash
load lib

# The table is long; its end says that it is all there.
table() {
	both "" "$GUESTS/address_table" "$1" >"$T/difference" || {
		head -n 30 "$T/difference"
		return 1
	}
	[ "$(wc -l <"$T/shim.out")" -eq 785 ]
	grep -q 'EADDRINUSE' "$T/shim.out"
	[[ "$(counted shim listener)" == upgraded=* ]]
}

@test "two sockets, the first listens" { table listening; }
@test "two sockets, the first is bound" { table only_bound; }

@test "two sockets, multipathtcp=1" {
	MODE=1
	table listening
	table only_bound
}
