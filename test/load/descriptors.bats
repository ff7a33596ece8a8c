#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A process with many descriptors that listens: listen() has to look at each
# of them: who holds the socket, which epoll set has it? System calls are
# counted, not time. Needs strace.

load lib

setup() {
	needs_own_network
}

# calls DESCRIPTORS MODE PROTOCOL...: that one listen(), or option, makes, by
# the difference of two runs.
calls() {
	local sockets found=()
	for sockets in 1 2; do
		gives 0 alone "$2" strace -c -U calls,name \
			-o "$T/calls" \
			"$GUESTS/descriptors" "$1" "$sockets" "${@:3}"
		found+=("$(awk '$2 == "total" { print $1 }' \
			"$T/calls")")
	done
	echo $((found[1] - found[0]))
}

# one_each MODE PROTOCOL...: one call for a descriptor at most.
one_each() {
	local few many
	needs strace
	strace -o /dev/null true 2>/dev/null || skip "no right to trace"
	few=$(calls 1000 "$@")
	many=$(calls 10000 "$@")
	echo "system calls: $few with 1,000 descriptors, $many with 10,000"
	[ "$many" -gt 0 ]
	[ $((many - few)) -le $((9000 + 100)) ]
}

@test "listen() looks at a descriptor with one call at most" {
	one_each 2 262
}

@test "so does a dialer that goes back to TCP for an option" {
	one_each 3 6 option
}

@test "a process with 100,000 descriptors listens" {
	local status=0
	alone 2 "$GUESTS/descriptors" 100000 4 262 \
		2>"$T/why" || status=$?
	[ "$status" -ne 77 ] || skip "$(cat "$T/why")"
	[ "$status" -eq 0 ]
	reported "$(figures 2 0 4)"
}
