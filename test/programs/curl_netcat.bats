# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's curl and netcat-openbsd under the shim: curl as a dialer, netcat in
# each role, against peers that are MPTCP or TCP by their own will, and once
# with an option that MPTCP lacks. ctest calls it.

load lib

setup() {
	needs_programs curl nc.openbsd
	payload
}

teardown() {
	reap
}

# held_curl MODE HOST PROTO: a GET, looked at while the server is frozen.
held_curl() {
	local mode=$1 host=$2 proto=$3 name=curl.$3 spoken=tcp
	freeze "$proto"
	start "$name" "$mode" curl -gsSf --max-time "$PATIENCE" \
		"http://$host:$port/"
	expect_ends "$port" "$(want_dialer "$mode")" "$proto"
	thaw "$proto"
	finish "$name" 0
	is "$(sum_of "$T/$name.out")" "$PAYLOAD_SUM" "what curl got over $proto"
	[ "$proto,$(want_dialer "$mode")" != mptcp,mptcp ] || spoken=mptcp
	is "$(cat "$T/$proto.out")" "$spoken" "what the $proto server saw"
}

curls() {
	local mode=$1 proto
	for proto in mptcp tcp; do
		port=$(free_port)
		start_peer "$proto" serve "$proto" :: "$port" "$PAYLOAD"
		wait_listening "$proto" "$port"
		held_curl "$mode" 127.0.0.1 "$proto"
		# Without Expect curl does not wait for a go-ahead.
		is "$(under put "$mode" curl -gsSf -T "$PAYLOAD" -H Expect: \
			"http://[::1]:$port/")" "$PAYLOAD_SUM" \
			"what the $proto server got"
		expect_report "curl.$proto" "$mode" curl dialer=1
	done
	expect_report put "$mode" curl dialer=2
}

@test "curl, multipathtcp=0" { curls 0; }
@test "curl, multipathtcp=1" { curls 1; }
@test "curl, multipathtcp=2" { curls 2; }
@test "curl, multipathtcp=3" { curls 3; }

# Nobody listens: the shim must hand on the failure, and count the dialer.
refused() {
	local mode=$1 status=0
	port=$(free_port)
	under curl "$mode" curl -sS "http://127.0.0.1:$port/" 2>"$T/error" ||
		status=$?
	is "$status" 7 "exit status of curl"
	expect_report curl "$mode" curl dialer=1
}

@test "curl finds nobody, multipathtcp=1" { refused 1; }
@test "curl finds nobody, multipathtcp=2" { refused 2; }

# dials MODE HOST PROTO
dials() {
	local mode=$1 host=$2 proto=$3
	port=$(free_port)
	start_peer sink sink "$proto" "$host" "$port"
	wait_listening sink "$port"
	mkfifo "$T/nc.in"
	start nc "$mode" nc.openbsd -N "$host" "$port"
	exec 9>"$T/nc.in"
	expect_ends "$port" "$(want_dialer "$mode")" "$proto"
	cat "$PAYLOAD" >&9
	exec 9>&-
	finish nc 0
	finish sink 0
	rm "$T/nc.in"
	is "$(cat "$T/nc.out")" "$PAYLOAD_SUM" "answer of the $proto sink"
}

# answers MODE HOST PROTO: netcat listens once, and gives the payload.
answers() {
	local mode=$1 host=$2 proto=$3
	port=$(free_port)
	mkfifo "$T/listen.in" "$T/client.in"
	start listen "$mode" nc.openbsd -N -l "$host" "$port"
	exec 8>"$T/listen.in"
	wait_listening listen "$port"
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	start_peer client talk "$proto" "$host" "$port"
	exec 9>"$T/client.in"
	expect_ends "$port" "$proto" "$(want_listener "$mode")"
	cat "$PAYLOAD" >&8
	cat "$PAYLOAD" >&9
	exec 8>&- 9>&-
	finish client 0
	finish listen 0
	rm "$T/listen.in" "$T/client.in"
	is "$(sum_of "$T/client.out")" "$PAYLOAD_SUM" "what nc sent"
	is "$(sum_of "$T/listen.out")" "$PAYLOAD_SUM" "what nc got"
}

netcat() {
	local mode=$1
	dials "$mode" 127.0.0.1 mptcp
	dials "$mode" ::1 tcp
	answers "$mode" ::1 mptcp
	answers "$mode" 127.0.0.1 tcp
	expect_report nc "$mode" nc.openbsd dialer=2
	expect_report listen "$mode" nc.openbsd listener=2
}

@test "netcat, multipathtcp=0" { netcat 0; }
@test "netcat, multipathtcp=1" { netcat 1; }
@test "netcat, multipathtcp=2" { netcat 2; }
@test "netcat, multipathtcp=3" { netcat 3; }

# MPTCP refuses IP_TTL, and netcat gives up where it can't set it.
hops() {
	local mode=$1 dialer=kept listener=kept
	[ "$(want_dialer "$mode")" = tcp ] || dialer=declined
	[ "$(want_listener "$mode")" = tcp ] || listener=declined
	port=$(free_port)
	cp "$PAYLOAD" "$T/nc.in"
	start listen "$mode" nc.openbsd -M 5 -l 127.0.0.1 "$port"
	wait_listening listen "$port"
	is "$(listener_proto "$port")" tcp listener
	start nc "$mode" nc.openbsd -N -M 5 127.0.0.1 "$port"
	finish nc 0
	finish listen 0
	is "$(sum_of "$T/listen.out")" "$PAYLOAD_SUM" "what came through"
	expect_report nc "$mode" nc.openbsd dialer=1:"$dialer"
	expect_report listen "$mode" nc.openbsd listener=1:"$listener"
}

@test "netcat with few hops, multipathtcp=0" { hops 0; }
@test "netcat with few hops, multipathtcp=1" { hops 1; }
@test "netcat with few hops, multipathtcp=2" { hops 2; }
@test "netcat with few hops, multipathtcp=3" { hops 3; }
