# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# An option that an MPTCP connection refused was counted as "other", twice on a
# listener with a connection in its queue, and by nobody where the process that
# asked had neither dialed nor listened; a bad value got MPTCP's errno. Called
# by ctest; guest: option_missed.c.

load lib

# missed CASE MISSED: all reports' together.
missed() {
	under shim env GUEST_WIRE=mptcp "$GUESTS/option_missed" "$1"
	is "$(jq -cs '[.[].missed | to_entries[]] | map("\(.key)=\(.value)")
		| join(" ")' "$T/shim.report")" "\"$2\"" "missed, $1"
}

@test "a value that TCP refuses is refused as TCP does, and not missed" {
	both mptcp "$GUESTS/option_missed" values
	missed values ""
	MODE=1 both mptcp "$GUESTS/option_missed" values
}

@test "a program that was given a connection counts and reports" {
	missed child "IP_RECVTTL=1"
	is "$(grep -c '"seen":0.*"seen":0.*IP_RECVTTL' "$T/shim.report")" 1 \
		"the child's report"
}

@test "so does a child that serves one" {
	missed backend "TCP_USER_TIMEOUT=1"
}
@test "on a listener with a connection in its queue" {
	missed queued "IP_RECVTTL=1"
}

# It waited 20 ms at each call for a port that could never be had.
@test "a listener that is shared: counted once each, and nobody waits" {
	missed shared "TCP_USER_TIMEOUT=1 IP_RECVTTL=1"
	needs strace
	strace -o /dev/null true 2>/dev/null || skip "no right to trace"
	strace -f -o "$T/trace" -e trace=nanosleep,clock_nanosleep \
		-E LD_PRELOAD="$SHIM" -E MPTCPDEFAULT=report=none \
		"$GUESTS/option_missed" shared >/dev/null
	is "$(grep -c 'sleep(' "$T/trace" || :)" 0 "sleeps"
}
