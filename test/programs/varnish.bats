# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Varnish binds in its manager and listens in a child, which then sets
# SO_RCVTIMEO on the listener and ends if that is refused: so it is TCP in all
# modes, and works in all. ctest calls it.

load lib

setup() {
	needs_programs varnishd
	payload
}

teardown() {
	reap
}

# caches MODE
caches() {
	local port upstream proto

	port=$(free_port)
	upstream=$(free_port)

	start_peer upstream serve tcp 127.0.0.1 "$upstream" "$PAYLOAD"
	wait_listening upstream "$upstream"
	start varnish "$1" varnishd -F -n "$T/varnish" -j none \
		-a "127.0.0.1:$port" -b "127.0.0.1:$upstream"
	wait_listening varnish "$port"
	is "$(listener_proto "$port")" tcp listener
	for proto in tcp mptcp; do
		start_peer client get "$proto" 127.0.0.1 "$port" /
		finish client 0
		is "$(cut -d ' ' -f 2- "$T/client.out")" "200 $PAYLOAD_SUM" \
			"what came through for $proto"
	done
	stop varnish TERM 0
	! grep -q Panic "$T/varnish.err" || return 1
}

@test "varnish, plain" { caches none; }
@test "varnish, mode 0" { caches 0; }
@test "varnish, mode 1" { caches 1; }
@test "varnish, mode 2" { caches 2; }
@test "varnish, mode 3" { caches 3; }
