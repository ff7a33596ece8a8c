# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# OpenJDK under the shim: dual-stack listeners by socket and by channel, and
# dialers, in the threads of one JVM, which moves descriptors by dup2() when
# it closes them. ctest calls it.

load lib

setup() {
	needs_programs java javac
	payload
	[ -e "$BATS_FILE_TMPDIR/Relay.class" ] ||
		javac -J-XX:TieredStopAtLevel=1 -d "$BATS_FILE_TMPDIR" \
			"$BATS_TEST_DIRNAME/src/Relay.java"
}

teardown() {
	reap
}

relays() {
	local mode=$1 blocking selecting upstream port proto host
	blocking=$(free_port)
	selecting=$(free_port)
	upstream=$(free_port)
	start_peer upstream serve mptcp 127.0.0.1 "$upstream" "$PAYLOAD"
	start relay "$mode" java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
		-cp "$BATS_FILE_TMPDIR" Relay "$blocking" "$selecting" \
		"$upstream"
	wait_listening upstream "$upstream"
	for port in "$blocking" "$selecting"; do
		wait_listening relay "$port"
		is "$(listener_proto "$port")" "$(want_listener "$mode")" \
			listener
		for proto in mptcp tcp; do
			host=::1
			[ "$proto" = mptcp ] || host=127.0.0.1
			freeze upstream
			start_peer client get "$proto" "$host" "$port" /
			expect_ends "$port" "$proto" "$(want_listener "$mode")"
			expect_ends "$upstream" "$(want_dialer "$mode")" mptcp
			thaw upstream
			finish client 0
			is "$(cut -d ' ' -f 2- "$T/client.out")" \
				"200 $PAYLOAD_SUM" "what came through for $proto"
			poll "that connection's end" unconnected "$port"
			poll "that connection's end" unconnected "$upstream"
		done
	done
	# 128 + SIGTERM, but by way of exit().
	stop relay TERM 143
	is "$(cat "$T/relay.err")" '' "what Java complained about"
	expect_report relay "$mode" java listener=2 dialer=4
}

@test "java, both roles, multipathtcp=0" { relays 0; }
@test "java, both roles, multipathtcp=1" { relays 1; }
@test "java, both roles, multipathtcp=2" { relays 2; }
@test "java, both roles, multipathtcp=3" { relays 3; }
