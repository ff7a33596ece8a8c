#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A buffer larger than the sysctls allow, as systemd sets it: it is carried
# along, both ways. Called by ctest.

load lib

@test "SO_RCVBUFFORCE and SO_SNDBUFFORCE on a listener" {
	local mode plain guest='
import socket
TIMEOUT = 18  # TCP_USER_TIMEOUT, which MPTCP refuses
for name in "SO_RCVBUF", "SO_SNDBUF":
    name = getattr(socket, name)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, {8: 33, 7: 32}[name], 1 << 28)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(listener.getsockopt(socket.SOL_SOCKET, name))
    listener.setsockopt(socket.IPPROTO_TCP, TIMEOUT, 60)
    print(listener.getsockopt(socket.SOL_SOCKET, name),
          listener.getsockopt(socket.IPPROTO_TCP, TIMEOUT))'

	needs_root
	plain=$("$PYTHON" -c "$guest") || skip "not allowed here"
	[[ $plain == *$((1 << 29))* ]]
	for mode in 0 1 2 3; do
		LD_PRELOAD=$SHIM \
			MPTCPDEFAULT=multipathtcp=$mode,report=none,log=stderr \
			timeout 30 "$PYTHON" -c "$guest" \
			2>"$T/log" | diff - <(echo "$plain")
		[ $((mode % 3)) -eq 0 ] ||
			[ "$(grep -c " listen fd=.*outcome=upgraded" \
				"$T/log")" = 2 ]
	done
}
