# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# libsocket-wrapper makes a program's TCP sockets Unix sockets, for tests of
# servers on one machine. The shim must leave these alone: nothing reaches the
# network, and there is nothing to report. ctest calls it; guest: neighbour.c.

# shellcheck disable=SC2034,SC2154 # for lib.bash and from it
load lib

setup() {
	prepare
	library libsocket_wrapper.so
	mkdir "$T/sockets"
	export SOCKET_WRAPPER_DIR=$T/sockets SOCKET_WRAPPER_DEFAULT_IFACE=10
}

teardown() {
	reap
}

# Where socket_wrapper keeps 127.0.0.10's TCP port, in hexadecimal.
has_socket() {
	[ -S "$(printf '%s/T0A%04X' "$T/sockets" "$1")" ]
}

# A TCP socket is counted as kept by its birth alone, where roles are to stay
# TCP; what it became further down is not asked.
untouched() {
	local report
	for report in "$T"/*.report; do
		[ -e "$report" ] || continue
		jq -e '[.roles[] | .seen == .kept] | all' "$report" || {
			cat "$report"
			return 1
		}
		rm "$report"
	done
}

talks_to_itself() {
	local mode=$1 port
	port=$(free_port)
	run_neighbour listener "$mode" echo 127.0.0.10 "$port"
	poll "socket_wrapper's listener" has_socket "$port"
	is "$(listener_proto "$port")" none "listeners of the kernel"
	cp "$PAYLOAD" "$T/dialer.in"
	run_neighbour dialer "$mode" dial 127.0.0.10 "$port"
	finish dialer 0
	finish listener 0
	is "$(sum_of "$T/dialer.out")" "$PAYLOAD_SUM" "what came back"
	says dialer "$2"
	says listener "$2"
	untouched
	rm "$T"/sockets/*
}

@test "its sockets stay Unix sockets" {
	local said mode
	said="protocol 0, year $(date -u +%Y), fsync fails"
	wrapper=(env "LD_PRELOAD=$library")
	preload='' talks_to_itself none "$said"
	wrapper=()
	for mode in 0 1 2 3; do
		in_both_orders talks_to_itself "$mode" "$said"
	done
}
