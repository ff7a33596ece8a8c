# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket that the program itself asked MPTCP for is never touched, whatever
# its number was before. Called by ctest; guest: native_number.c.

load lib

@test "a native socket under a number that was an upgraded one's" {
	local mode
	for mode in 0 1 2 3; do
		LD_PRELOAD=$SHIM MPTCPDEFAULT=multipathtcp=$mode,report=none \
			timeout 30 "$GUESTS/native_number"
	done
}

@test "a copy of an upgraded socket is no native one" {
	alike "0 1 2 3" "$PYTHON" -c '
import os, socket
socket.socket(proto=262).close()
first = socket.socket()
copy = socket.socket(fileno=os.dup(first.fileno()))
first.close()
copy.bind(("127.0.0.1", 0))
copy.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60)
copy.listen()
print(copy.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL))'
	is "$(cat "$T/plain.out")" 6 "without the shim"
}

# Before, for a moment, it listened and was shut down again.
@test "a native socket that dialed before it listens is left alone" {
	local mode
	needs strace
	for mode in 0 1 2 3; do
		strace -f -qq -e trace=listen,shutdown -o "$T/calls" \
			env LD_PRELOAD="$SHIM" \
			MPTCPDEFAULT="multipathtcp=$mode,report=none" \
			timeout 30 "$PYTHON" -c '
import socket
closed = socket.socket()
closed.bind(("127.0.0.1", 0))
native = socket.socket(proto=262)
native.connect_ex(closed.getsockname())
native.listen()'
		cat "$T/calls"
		[ "$(grep -c "listen(" "$T/calls")" = 1 ]
		[ "$(grep -c "shutdown(" "$T/calls")" = 0 ]
	done
}
