# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# libfaketime#130: jemalloc and another preload library wait for each other at
# the start, because finding the next definition allocates. In both orders,
# with a small program and a big one. Called by ctest; guest: holds_flags.c.

load lib

setup() {
	jemalloc=$(ldconfig -p | awk '/libjemalloc\.so/ { print $NF; exit }')
	[ -n "$jemalloc" ] || skip "libjemalloc is missing"
}

server='import socket, threading
s = socket.create_server(("127.0.0.1", 0))
c = socket.create_connection(s.getsockname())
a, _ = s.accept()
c.sendall(b"x" * 100)
assert a.recv(100) == b"x" * 100'

@test "jemalloc before and behind" {
	for PRELOAD in "$jemalloc:$SHIM" "$SHIM:$jemalloc"; do
		under small "$GUESTS/holds_flags" no_leak
		listeners small upgraded=50
		under big "$PYTHON" -c "$server"
		listeners big upgraded=1
		dialers big kept=1
	done
}
