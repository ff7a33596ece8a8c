#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Urgent bytes always come in line on an MPTCP connection, so asking for just
# that is no error there: an ftp server gave up where it was one.

@test "SO_OOBINLINE on a connection: taken, and urgent bytes are in line" {
	local mode guest=$BATS_TEST_DIRNAME/hint_oobinline.py plain
	plain=$(timeout 30 /usr/bin/python3 "$guest")
	[[ $plain == *"b'abcXd'"*"b'abcXd'"* ]]
	for mode in 0 1 2 3; do
		[ "$(LD_PRELOAD=$SHIM MPTCPDEFAULT=multipathtcp=$mode,report=none \
			timeout 30 /usr/bin/python3 "$guest")" = "$plain" ] || {
			echo "mode $mode" && return 1
		}
	done
}
