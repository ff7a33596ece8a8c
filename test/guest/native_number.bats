#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A socket that the program itself asked MPTCP for is never touched, whatever
# its number was before. Called by ctest; guest: native_number.c.

@test "a native socket under a number that was an upgraded one's" {
	local mode
	for mode in 0 1 2 3; do
		LD_PRELOAD=$SHIM MPTCPDEFAULT=multipathtcp=$mode,report=none \
			timeout 30 "$GUESTS/native_number"
	done
}
