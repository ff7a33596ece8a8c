# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Erlang's gen_tcp under the shim, on both its backends: accept() copies what it
# reads from the listener to the connection, and said einval for MPTCP clients.
# RabbitMQ, ejabberd and CouchDB accept by it. ctest calls it.

load lib

setup() {
	needs_programs escript
}

teardown() {
	reap
}

says_port() {
	grep -q '^port ' "$T/$1.out"
}

# serves NAME MODE BACKEND HOST: a plain and an MPTCP client, one by one.
serves() {
	local name=$1 mode=$2 backend=$3 host=$4 port proto
	start "$name" "$mode" escript \
		"$BATS_TEST_DIRNAME/src/accept.escript" "$backend" "$host"
	poll "the port of $name" says_port "$name"
	port=$(sed -n 's/^port //p' "$T/$name.out")
	if [ "$mode" != none ]; then
		is "$(listener_proto "$port")" "$(want_listener "$mode")" \
			"listener of $name"
	fi
	for proto in tcp mptcp; do
		is "$(printf '\0\0\0\3abc' |
			peer talk "$proto" "$host" "$port" 2>/dev/null |
			od -An -c | tr -d ' ')" '\0\0\0003abc' "$proto client"
	done
	finish "$name" 0
	sed -i 1d "$T/$name.out"
}

accepts() {
	local mode
	serves plain none "$@"
	for mode in 2 1 3 0; do
		serves "shim$mode" "$mode" "$@"
		diff -u "$T/plain.out" "$T/shim$mode.out"
	done
}

@test "inet_backend inet, IPv4" {
	accepts inet 127.0.0.1
}

@test "inet_backend inet, IPv6" {
	accepts inet ::1
}

@test "inet_backend socket, IPv4" {
	accepts socket 127.0.0.1
}

@test "inet_backend socket, IPv6" {
	accepts socket ::1
}
