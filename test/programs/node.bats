# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Node under the shim: an HTTP server that dials, and node's cluster, where
# the primary listens for the workers, or only binds and sends the socket to
# them, each of which then listens on it. ctest calls it.

load lib

setup() {
	needs_programs node
	payload
}

teardown() {
	reap
}

# start_relay MODE WORKERS
start_relay() {
	port=$(free_port)
	upstream=$(free_port)
	start_peer upstream serve mptcp 127.0.0.1 "$upstream" "$PAYLOAD"
	start relay "$1" node "$BATS_TEST_DIRNAME/src/http_relay.js" "$port" \
		"$upstream" "$2"
	wait_listening upstream "$upstream"
	wait_listening relay "$port"
	poll "all workers to listen" has_lines "$T/relay.out" "$2"
}

has_lines() {
	[ "$(wc -l <"$1")" = "$2" ]
}

# relays MODE PROTO HOST LISTENER [DIALER]
relays() {
	local mode=$1 proto=$2 host=$3 listener=$4
	freeze upstream
	start_peer client get "$proto" "$host" "$port" /
	expect_ends "$port" "$proto" "$listener"
	expect_ends "$upstream" "${5:-$(want_dialer "$mode")}" mptcp
	thaw upstream
	finish client 0
	is "$(cut -d ' ' -f 2- "$T/client.out")" "200 $PAYLOAD_SUM" \
		"what came through for $proto"
	poll "the end of that connection" unconnected "$port"
	poll "the end of that connection" unconnected "$upstream"
}

alone() {
	local mode=$1
	start_relay "$mode" 0
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	relays "$mode" mptcp ::1 "$(want_listener "$mode")"
	relays "$mode" tcp 127.0.0.1 "$(want_listener "$mode")"
	stop relay TERM 0
	expect_report relay "$mode" node listener=1 dialer=2
}

@test "node, both roles, multipathtcp=0" { alone 0; }
@test "node, both roles, multipathtcp=1" { alone 1; }
@test "node, both roles, multipathtcp=2" { alone 2; }
@test "node, both roles, multipathtcp=3" { alone 3; }

# The primary accepts and hands the connections out in turn.
in_turn() {
	local mode=$1
	export NODE_CLUSTER_SCHED_POLICY=rr
	start_relay "$mode" 2
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	relays "$mode" mptcp ::1 "$(want_listener "$mode")"
	relays "$mode" mptcp 127.0.0.1 "$(want_listener "$mode")"
	stop relay TERM 0
	expect_report relay "$mode" node listener=1 dialer=2 processes=3
}

@test "node cluster in turn, multipathtcp=0" { in_turn 0; }
@test "node cluster in turn, multipathtcp=1" { in_turn 1; }
@test "node cluster in turn, multipathtcp=2" { in_turn 2; }
@test "node cluster in turn, multipathtcp=3" { in_turn 3; }

# Several processes listen on one socket: nobody may replace it any more, so
# the primary settles it as TCP before it sends it. With 0 a socket that came
# from another process can't be counted.
shared() {
	local mode=$1 listener=$2 counts=${3:-}
	export NODE_CLUSTER_SCHED_POLICY=none
	start_relay "$mode" 2
	is "$(listener_proto "$port")" "$listener" listener
	relays "$mode" mptcp ::1 "$listener"
	relays "$mode" tcp 127.0.0.1 "$listener"
	stop relay TERM 0
	# shellcheck disable=SC2086 # none, or one word
	expect_report relay "$mode" node $counts dialer=2
}

@test "node cluster shares, multipathtcp=0" { shared 0 tcp; }
@test "node cluster shares, multipathtcp=1" { shared 1 tcp listener=1+:declined; }
@test "node cluster shares, multipathtcp=2" { shared 2 tcp listener=1+:declined; }
@test "node cluster shares, multipathtcp=3" { shared 3 tcp listener=1+:kept; }
