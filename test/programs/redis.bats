# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's redis under the shim: the server as listener, redis-cli and
# redis-benchmark as dialers, and a replica, which is both in one process and
# dials from its event loop. ctest calls it.

load lib

setup() {
	needs_programs redis-server redis-cli redis-benchmark
	payload
}

teardown() {
	reap
}

# start_redis NAME MODE PORT [OPTION...]
start_redis() {
	local name=$1 mode=$2 port=$3
	shift 3
	mkdir -p "$T/$name.dir"
	start "$name" "$mode" redis-server --port "$port" \
		--bind 127.0.0.1 ::1 --save '' --appendonly no --daemonize no \
		--dir "$T/$name.dir" --repl-diskless-sync-delay 0 "$@"
	wait_listening "$name" "$port" 2
}

# cli NAME MODE HOST PORT COMMAND...
cli() {
	local name=$1 mode=$2 host=$3 port=$4
	shift 4
	under "$name" "$mode" redis-cli -h "$host" -p "$port" "$@"
}

# held_ping MODE HOST PORT DIALER LISTENER
held_ping() {
	local name=ping.$1
	freeze redis
	start "$name" "$1" redis-cli -h "$2" -p "$3" ping
	expect_ends "$3" "$4" "$5"
	thaw redis
	finish "$name" 0
	is "$(cat "$T/$name.out")" PONG "answer to a ping"
	poll "the end of that connection" unconnected "$3"
}

serves() {
	local mode=$1 port host
	port=$(free_port)
	start_redis redis "$mode" "$port"
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	held_ping "$mode" ::1 "$port" "$(want_dialer "$mode")" \
		"$(want_listener "$mode")"
	held_ping none 127.0.0.1 "$port" tcp "$(want_listener "$mode")"
	is "$(cli cli "$mode" 127.0.0.1 "$port" -x set payload <"$PAYLOAD")" \
		OK "answer to set"
	for host in 127.0.0.1 ::1; do
		cli cli "$mode" "$host" "$port" --raw get payload >"$T/got"
		# redis-cli adds a newline of its own.
		truncate -s -1 "$T/got"
		is "$(sum_of "$T/got")" "$PAYLOAD_SUM" "what get gave at $host"
	done
	is "$(printf 'PING\r\nQUIT\r\n' | peer talk mptcp ::1 "$port")" \
		$'+PONG\r\n+OK\r' "answer to a native client"
	under benchmark "$mode" redis-benchmark -h 127.0.0.1 -p "$port" -q \
		-n 500 -c 10 -t set,get >"$T/benchmark.out"
	stop redis TERM 0
	expect_report redis "$mode" redis-server listener=2
	expect_report "ping.$mode" "$mode" redis-cli dialer=1
	expect_report cli "$mode" redis-cli dialer=3
	expect_report benchmark "$mode" redis-benchmark dialer=20+
}

@test "redis, multipathtcp=0" { serves 0; }
@test "redis, multipathtcp=1" { serves 1; }
@test "redis, multipathtcp=2" { serves 2; }
@test "redis, multipathtcp=3" { serves 3; }

in_sync() {
	cli watch none 127.0.0.1 "$1" info replication |
		grep -q '^master_link_status:up'
}

replicates() {
	local mode=$1 port copy
	port=$(free_port)
	copy=$(free_port)
	start_redis redis "$mode" "$port"
	cli cli none 127.0.0.1 "$port" -x set payload <"$PAYLOAD" >"$T/set.out"
	start_redis replica "$mode" "$copy" --replicaof 127.0.0.1 "$port"
	poll "the replica to be in sync" in_sync "$copy"
	expect_ends "$port" "$(want_dialer "$mode")" "$(want_listener "$mode")"
	is "$(listener_proto "$copy")" "$(want_listener "$mode")" \
		"the replica's listener"
	cli cli none 127.0.0.1 "$copy" --raw get payload >"$T/got"
	truncate -s -1 "$T/got"
	is "$(sum_of "$T/got")" "$PAYLOAD_SUM" "the replica's copy"
	stop replica TERM 0
	stop redis TERM 0
	expect_report replica "$mode" redis-server listener=2 dialer=1
}

@test "redis replica, both roles, multipathtcp=0" { replicates 0; }
@test "redis replica, both roles, multipathtcp=1" { replicates 1; }
@test "redis replica, both roles, multipathtcp=2" { replicates 2; }
@test "redis replica, both roles, multipathtcp=3" { replicates 3; }
