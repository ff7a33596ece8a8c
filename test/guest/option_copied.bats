# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Erlang's gen_tcp:accept() said einval in the default mode, so RabbitMQ and
# ejabberd refused MPTCP clients: it copies what it reads from the listener
# (IP_TTL, IP_RECVTTL, ...) to the connection. The library read those from a
# TCP socket, but the MPTCP connection refused what it read. Called by ctest;
# guest: option_copied.c.

load lib

copied() {
	MODE=$1 both mptcp "$GUESTS/option_copied" "$2"
	is "$(jq -c .missed "$T/shim.report")" "{}" "what was missed"
}

@test "from a listener to what it accepted" {
	copied 2 listener4
	copied 2 listener6
}

@test "multipathtcp=1: from a listener to what it accepted" {
	copied 1 listener4
	copied 1 listener6
}

@test "multipathtcp=1 and 3: to a dialer's connection" {
	copied 1 dialer4
	copied 3 dialer6
}

@test "multipathtcp=1 and 3: to a dialer's connection that fell back" {
	copied 1 fallen6
	copied 3 fallen4
}
