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

@test "on a listener that is shared" {
	missed shared "TCP_USER_TIMEOUT=1 IP_RECVTTL=1"
}
