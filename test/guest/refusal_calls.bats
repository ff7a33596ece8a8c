#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The kernel refuses something that the shim does for itself: the program gets
# what plain TCP gives, its socket has lost nothing, and the report says why.

load lib

setup() {
	needs_mptcp
}

# Each call of this group with each error, see refusal_call.py.
refuse() {
	"$PYTHON" "$BATS_TEST_DIRNAME/refusal_call.py" "$1"
}

@test "no MPTCP socket" {
	refuse socket
}

@test "no facts about the socket" {
	refuse facts
}

@test "an option can't be read or set" {
	refuse carry
}

@test "the new socket can't bind or listen" {
	refuse bind
}

@test "an option of the program's own can't be read" {
	needs strace
	refuse own
}

@test "who else holds the socket can't be found out" {
	refuse watchers
}

@test "nor among many descriptors" {
	refuse many
}

@test "file status flags and signals" {
	refuse flags
}

@test "a descriptor can't be replaced" {
	refuse commit
}

@test "an epoll set does not take the new socket" {
	refuse epoll
}

@test "a listener can't go back to TCP" {
	refuse late
}

@test "what it asks for at its start and to be careful" {
	refuse other
}

@test "each call that strace shows has its test above" {
	needs strace
	refuse complete
}

@test "MPTCP is switched off and on while the program runs" {
	local mode tcp='6 6'
	needs_namespaces
	is_printed() {
		[ "$("${@:2}")" = "$1" ]
	}
	is_printed "$tcp"$'\n'"$tcp"$'\n'"$tcp" \
		in_mode none "$GUESTS/refusal_sysctl"
	is_printed "$tcp"$'\n'"$tcp"$'\n'"$tcp" \
		in_mode 0 "$GUESTS/refusal_sysctl"
	is_printed $'262 262\n6 6\n262 262' in_mode 1 "$GUESTS/refusal_sysctl"
	# across is MPTCP from its birth, and stays so; then the other way
	# round: born TCP, it is made MPTCP as it listens.
	reported "dialer.seen=8,dialer.upgraded=5,dialer.refused=3,listener.seen=8,listener.upgraded=6,listener.refused=2,refused.ENOPROTOOPT=5"
	is_printed $'262 6\n6 6\n262 6' in_mode 2 "$GUESTS/refusal_sysctl"
	reported "dialer.seen=8,dialer.kept=8,listener.seen=8,listener.upgraded=5,listener.refused=3,refused.ENOPROTOOPT=3"
	is_printed $'6 262\n6 6\n6 262' in_mode 3 "$GUESTS/refusal_sysctl"
	reported "dialer.seen=8,dialer.upgraded=5,dialer.refused=3,listener.seen=8,listener.kept=8,refused.ENOPROTOOPT=3"
}

@test "as many descriptors as the program itself needs are enough" {
	local mode free
	for mode in none 0 1 2 3; do
		for free in 0 1 2 3 4; do
			echo "mode $mode, $free free"
			in_mode "$mode" "$GUESTS/refusal_limits" nofile "$free"
			[ "$mode" = none ] || reported "dialer.seen=1,listener.seen=1"
		done
	done
	in_mode 2 "$GUESTS/refusal_limits" nofile 0
	reported "dialer.kept=1,listener.declined=1,declined.descriptor=1"
	in_mode 2 "$GUESTS/refusal_limits" nofile 4
	reported "$(figures 2 1 1)"
}

@test "a descriptor beyond a limit that was lowered" {
	local mode
	for mode in none 0 1 2 3; do
		in_mode "$mode" "$GUESTS/refusal_limits" beyond
	done
	in_mode 2 "$GUESTS/refusal_limits" beyond
	reported "dialer.kept=1,listener.declined=1,declined.descriptor=1"
}

@test "no memory" {
	local mode
	for mode in none 0 1 2 3; do
		echo "mode $mode"
		in_mode "$mode" "$GUESTS/refusal_limits" memory
		# What births can't remember is not counted without asking.
		case $mode in
		none) ;;
		0) reported "dialer.seen=1,listener.seen=1" ;;
		*) reported "dialer.seen=1,listener.seen=2" ;;
		esac
	done
}
