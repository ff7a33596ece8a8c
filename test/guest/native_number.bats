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

@test "a copy of an upgraded socket is no native one" {
	local mode library
	for mode in plain 0 1 2 3; do
		library=$SHIM
		[ $mode != plain ] || library=
		run env LD_PRELOAD="$library" \
			MPTCPDEFAULT="multipathtcp=$mode,report=none" \
			timeout 30 /usr/bin/python3 -c '
import os, socket
socket.socket(proto=262).close()
first = socket.socket()
copy = socket.socket(fileno=os.dup(first.fileno()))
first.close()
copy.bind(("127.0.0.1", 0))
copy.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60)
copy.listen()
print(copy.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL))'
		echo "$mode: $output"
		[ "$output" = 6 ]
	done
}

# Before, for a moment, it listened and was shut down again.
@test "a native socket that dialed before it listens is left alone" {
	local mode
	command -v strace >/dev/null || skip "strace is missing"
	for mode in 0 1 2 3; do
		strace -f -qq -e trace=listen,shutdown -o "$BATS_TEST_TMPDIR/calls" \
			env LD_PRELOAD="$SHIM" \
			MPTCPDEFAULT="multipathtcp=$mode,report=none" \
			timeout 30 /usr/bin/python3 -c '
import socket
closed = socket.socket()
closed.bind(("127.0.0.1", 0))
native = socket.socket(proto=262)
native.connect_ex(closed.getsockname())
native.listen()'
		cat "$BATS_TEST_TMPDIR/calls"
		[ "$(grep -c "listen(" "$BATS_TEST_TMPDIR/calls")" = 1 ]
		[ "$(grep -c "shutdown(" "$BATS_TEST_TMPDIR/calls")" = 0 ]
	done
}
