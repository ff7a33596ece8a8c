# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# In a process with many descriptors the holders of a socket are looked for in
# a cheaper way (descriptors.c): the same cases, behind 150 descriptors more with
# a gap among them. Called by ctest; guests: holds_epoll.c,
# holds_dup.c, holds_limits.c.

load lib

setup() {
	local fd fds=()
	# From here on Bash gives numbers from ten up.
	for fd in {4..9}; do
		eval "exec $fd</dev/null"
	done
	for _ in {1..200}; do
		exec {fd}</dev/null
		fds+=("$fd")
	done
	for fd in "${fds[@]:90:50}"; do
		exec {fd}<&-
	done
}

@test "crowd: epoll sets" {
	guest holds_epoll level mptcp upgraded=1
	guest holds_epoll several mptcp upgraded=1
	guest holds_epoll nested mptcp upgraded=1
	guest holds_epoll twice mptcp upgraded=1
	guest holds_epoll closed tcp "declined=1 epoll=1"
}

@test "crowd: copies" {
	guest holds_dup after_bind mptcp upgraded=1
	guest holds_dup on_a_copy mptcp upgraded=1
	guest holds_dup moved mptcp upgraded=1
}

@test "crowd: one free descriptor" {
	guest holds_limits one_free mptcp upgraded=1
	guest holds_limits one_free_epoll tcp "declined=1 descriptor=1"
}

# Each has a private epoll set for a moment, which the others meet.
@test "crowd: threads that listen at once" {
	LD_PRELOAD=$SHIM MPTCPDEFAULT="report=file:$T/report,format=json" \
		timeout 60 /usr/bin/python3 - <<-'END'
		import socket, threading
		def listen():
		    for _ in range(500):
		        with socket.socket() as s:
		            s.bind(("127.0.0.1", 0))
		            s.listen()
		threads = [threading.Thread(target=listen) for _ in range(4)]
		for t in threads: t.start()
		for t in threads: t.join()
	END
	grep -q '"role":"listener","status":"default","seen":2000,"upgraded":2000,' \
		"$T/report"
}
