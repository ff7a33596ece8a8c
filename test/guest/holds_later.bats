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

@test "an unreadable option set by a number that was a dialer's or a UDP socket's" {
	local kind
	for kind in STREAM DGRAM; do
		rm -f "$BATS_TEST_TMPDIR/report"
		LD_PRELOAD=$SHIM timeout 30 env \
			MPTCPDEFAULT="format=json,report=file:$BATS_TEST_TMPDIR/report" \
			/usr/bin/python3 -c '
import os, socket, sys
SO_TXREHASH = 74
listener, before = socket.socket(), socket.socket(type=getattr(socket, sys.argv[1]))
before.connect_ex(("127.0.0.1", 1))
number = before.fileno()
before.close()
copy = socket.socket(fileno=os.dup(listener.fileno()))
assert copy.fileno() == number
copy.setsockopt(socket.SOL_SOCKET, SO_TXREHASH, 1)
listener.bind(("127.0.0.1", 0))
listener.listen()' "SOCK_$kind"
		cat "$BATS_TEST_TMPDIR/report"
		grep -q '"declined":{"unreadable":1}' "$BATS_TEST_TMPDIR/report"
	done
}

@test "a dialer that was refused and listens then: TCP again, timeout and all" {
	local mode
	for mode in 0 1 2 3; do
		LD_PRELOAD=$SHIM MPTCPDEFAULT=multipathtcp=$mode,report=none \
			timeout 20 /usr/bin/python3 -c '
import socket, struct
s = socket.socket()
assert s.connect_ex(("127.0.0.1", 1))
s.bind(("127.0.0.1", 0))
s.listen()
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 1000))
try:
    s.accept()
except BlockingIOError:
    pass'
	done
}
