# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# FRRouting raises its rights for bind() alone. With MPTCP dialers its sockets
# were bound as MPTCP, and the option that it set then (IP_TTL) was refused: to
# go back to TCP takes another bind() to the same port. What is bound to a port
# below 1024 is TCP before that. Called by ctest; guest: bind_privileged.c.

load lib

setup() {
	needs jq
	needs_root
}

# upgraded CASE: whatever it was meanwhile.
upgraded() {
	plain plain "$GUESTS/bind_privileged" "$1"
	for MODE in 1 2; do
		under $MODE env GUEST_WIRE=mptcp "$GUESTS/bind_privileged" "$1"
		diff -u "$T/plain.out" "$T/$MODE.out"
		listeners $MODE upgraded=1
	done
}

@test "a listener is what it is to be" {
	upgraded listener
	MODE=3
	under $MODE env GUEST_WIRE=tcp "$GUESTS/bind_privileged" listener
	diff -u "$T/plain.out" "$T/3.out"
	listeners 3 kept=1
}

# later CASE REASON: without the right.
later() {
	plain plain "$GUESTS/bind_privileged" "$1"
	for MODE in 1 2 3; do
		under $MODE env GUEST_WIRE=tcp "$GUESTS/bind_privileged" "$1"
		diff -u "$T/plain.out" "$T/$MODE.out"
	done
	listeners 1 "declined=1 $2=1"
	listeners 2 "declined=1 $2=1"
	listeners 3 kept=1
}

@test "the right is gone when it listens" { later dropped bind; }
@test "the right is gone when it sets an option" { later option option; }

@test "the port is taken, and another one is not" { upgraded elsewhere; }

@test "a dialer from such a port is TCP" {
	alike "0 1 2 3" "$GUESTS/bind_privileged" dialer
	dialers 1 "declined=1 bind=1"
	dialers 2 kept=1
	dialers 3 "declined=1 bind=1"
}
