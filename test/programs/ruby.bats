# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's Ruby under the shim: a threaded server on both families, which
# dials itself, and listens anew after fork() in a child. ctest calls it.

load lib

setup() {
	needs_programs ruby
	payload
}

teardown() {
	reap
}

talks() {
	local mode=$1 port child
	port=$(free_port)
	child=$(free_port)
	start ruby "$mode" ruby --disable=gems \
		"$BATS_TEST_DIRNAME/src/digest.rb" "$port" "$child" "$PAYLOAD"
	wait_listening ruby "$port" 2
	wait_listening ruby "$child"
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	is "$(listener_proto "$child")" "$(want_listener "$mode")" \
		"the child's listener"
	expect_ends "$port" "$(want_dialer "$mode")" "$(want_listener "$mode")"
	is "$(peer talk mptcp 127.0.0.1 "$port" <"$PAYLOAD")" "$PAYLOAD_SUM" \
		"what a native client got"
	is "$(peer talk tcp 127.0.0.1 "$child" <"$PAYLOAD")" "$PAYLOAD_SUM" \
		"what a plain client got from the child"
	stop ruby TERM 0
	is "$(cat "$T/ruby.out")" "$PAYLOAD_SUM" "what ruby got from itself"
	expect_report ruby "$mode" ruby listener=3 dialer=1 processes=2
}

@test "ruby, both roles, multipathtcp=0" { talks 0; }
@test "ruby, both roles, multipathtcp=1" { talks 1; }
@test "ruby, both roles, multipathtcp=2" { talks 2; }
@test "ruby, both roles, multipathtcp=3" { talks 3; }
