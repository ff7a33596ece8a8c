#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is known of a socket is known under all of its numbers. Called by ctest;
# guest: holds_copy.py.

# alike MODE...: in each, what it is without the shim.
alike() {
	local guest=(/usr/bin/python3 "$BATS_TEST_DIRNAME/holds_copy.py")
	local mode plain

	[ $# -gt 1 ] || guest+=(bound)
	plain=$(timeout 30 "${guest[@]}")
	[[ $plain == *"Resource temporarily unavailable"* ]]
	for mode; do
		LD_PRELOAD=$SHIM MPTCPDEFAULT=multipathtcp=$mode,report=none \
			timeout 30 "${guest[@]}" | diff - <(echo "$plain")
	done
}

@test "options of a listener under its other number" { alike 0 2 3; }

# Born MPTCP and never bound, it is not found under its other number.
@test "options of a listener that is born MPTCP" { alike 1; }
