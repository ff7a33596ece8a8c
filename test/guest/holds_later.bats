#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is known of a socket must hold under a number that the library has not
# seen it get: a timeout that accept() ignored under a duplicate hung a server.

load lib

@test "duplicates made after listen(), sockets moved before bind()" {
	alike "0 1 2 3" "$PYTHON" "$BATS_TEST_DIRNAME/holds_later.py"
}

@test "an unreadable option set by a number that was a dialer's or a UDP socket's" {
	local kind
	for kind in STREAM DGRAM; do
		under $kind "$PYTHON" -c '
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
		listeners $kind "declined=1 unreadable=1"
	done
}

@test "a dialer that was refused and listens then: TCP again, timeout and all" {
	for MODE in 0 1 2 3; do
		under $MODE "$PYTHON" -c '
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
