#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What each hook costs in instructions, in the program's own code: callgrind
# counts, so the same build gives the same figure everywhere and no clock is
# involved. A hook that grows beyond its budget is meant to be noticed; raise
# the budget in the commit that says what for.

load lib

setup() {
	needs valgrind
	[ -x "$GUESTS/budget_instructions" ] || skip "no guest in $GUESTS"
}

# executed WHERE CASE N: instructions of the whole run. WHERE: plain, or the
# setting of multipathtcp.
executed() {
	local where=$1 library=() status=0

	shift
	[ "$where" = plain ] || library=(LD_PRELOAD="$SHIM"
		MPTCPDEFAULT="multipathtcp=$where,report=none")
	timeout -k 5 120 env "${library[@]}" valgrind --tool=callgrind \
		--callgrind-out-file=/dev/null "$GUESTS/budget_instructions" \
		"$@" >"$T/callgrind" 2>&1 </dev/null 3>&- || status=$?
	ended_well "$status" || return
	sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$T/callgrind"
}

ended_well() {
	[ "$1" -eq 0 ] || {
		echo "status $1" >&2
		cat "$T/callgrind" >&2
		return 1
	}
}

# each WHERE CASE: instructions per call, by the difference of two runs.
each() {
	local few many

	few=$(executed "$1" "$2" 200)
	many=$(executed "$1" "$2" 400)
	echo $(((many - few + 100) / 200))
}

# budget CASE SETTING MOST: what the shim adds to a call.
budget() {
	local plain shim

	plain=$(each plain "$1")
	shim=$(each "$2" "$1")
	echo "$1 with multipathtcp=$2: $((shim - plain)) of $3 instructions"
	[ "$plain" -gt 5 ] # or something else was counted
	[ $((shim - plain)) -ge 0 ]
	[ $((shim - plain)) -le "$3" ]
}

# since VERSION NEW OLD: the budget on kernels from that version on, and before.
since() {
	local first

	first=$(printf '%s\n' "$1" "$(uname -r)" | sort -V | head -n 1)
	[ "$first" = "$1" ] && echo "$2" || echo "$3"
}

@test "socket() of a TCP socket that stays TCP" {
	budget socket 0 56
	budget socket 2 56
}

@test "socket() of a TCP socket that is upgraded" {
	budget socket 1 109
	budget socket 3 109
}

@test "socket() of another kind" {
	budget other 2 51
	budget other 3 51
}

@test "socket() and bind()" {
	budget bind 2 227
	budget bind 3 409
}

@test "socket() and its first connect()" {
	budget connect 2 205
	budget connect 3 339
}

# TCP_KEEPIDLE: before Linux 6.10 MPTCP may refuse it, so the result is looked
# at; on an upgraded socket it is in any case, as MPTCP takes more values.
@test "setsockopt() that succeeds" {
	budget setsockopt 2 13
	budget setsockopt 3 13
	budget setsockopt-keepidle 2 "$(since 6.10 36 66)"
	budget setsockopt-keepidle 3 94
	budget setsockopt-tos 2 92
	budget setsockopt-tos 3 92
}

@test "getsockopt() that succeeds" {
	budget getsockopt 2 14
	budget getsockopt 3 14
	budget getsockopt-keepidle 2 "$(since 6.10 18 66)"
	budget getsockopt-keepidle 3 "$(since 6.10 18 66)"
}

# Only what the kernel has read is sure to be readable, so the hook looks after
# the call, not before it: no jump to the next definition can do that.
@test "sendmsg() without control data" {
	budget sendmsg 2 15
	budget sendmsg 3 15
}

@test "sendto() that does not dial" {
	budget sendto 2 10
	budget sendto 3 10
}

@test "recvmsg() without control data" {
	budget recvmsg 2 10
	budget recvmsg 3 10
}

@test "ioctl() of which nothing is to be looked at" {
	budget ioctl 0 10
	budget ioctl 2 10
	budget ioctl 3 10
}
