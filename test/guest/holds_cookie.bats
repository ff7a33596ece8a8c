#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A program that asked for a socket's SO_COOKIE, to tell it to a BPF map
# perhaps, finds the same cookie when it listens: the socket is left alone.

load lib

@test "SO_COOKIE asked for before listen(): the same after it" {
	run in_mode 2 "$PYTHON" -c '
import socket
cookie = 57
s = socket.socket()
s.bind(("127.0.0.1", 0))
before = s.getsockopt(socket.SOL_SOCKET, cookie, 8)
s.listen()
print("same" if s.getsockopt(socket.SOL_SOCKET, cookie, 8) == before else "other")'
	[ "$output" = same ]
	listeners run "declined=1 cookie=1"
}

@test "SO_COOKIE of many sockets that are gone: later ones are not meant" {
	in_mode 2 "$PYTHON" -c '
import socket
for _ in range(3000):
    with socket.socket() as s: s.getsockopt(socket.SOL_SOCKET, 57, 8)
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()'
	listeners run upgraded=1
}
