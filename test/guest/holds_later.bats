#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is known of a socket must hold under a number that the library has not
# seen it get: a timeout that accept() ignored under a duplicate hung a server.

@test "duplicates made after listen(), sockets moved before bind()" {
	local mode guest=$BATS_TEST_DIRNAME/holds_later.py plain
	plain=$(timeout 30 /usr/bin/python3 "$guest")
	for mode in 0 1 2 3; do
		[ "$(LD_PRELOAD=$SHIM MPTCPDEFAULT=multipathtcp=$mode,report=none \
			timeout 30 /usr/bin/python3 "$guest")" = "$plain" ] || {
			echo "mode $mode" && return 1
		}
	done
}
