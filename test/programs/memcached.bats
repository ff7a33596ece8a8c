# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's memcached under the shim: threads that share one listener, which
# gets options before it listens and is watched by libevent. ctest calls it.

load lib

setup() {
	needs_programs memcached nc.openbsd
	payload
}

teardown() {
	reap
}

# The values that a client stores and fetches, as memcached's protocol wants.
store() {
	printf 'set payload 0 0 %s\r\n' "$(stat -c %s "$PAYLOAD")"
	cat "$PAYLOAD"
	printf '\r\nquit\r\n'
}

fetched() {
	printf 'VALUE payload 0 %s\r\n' "$(stat -c %s "$PAYLOAD")"
	cat "$PAYLOAD"
	printf '\r\nEND\r\n'
}

serves() {
	local mode=$1 port want
	port=$(free_port)
	start memcached "$mode" memcached -l 127.0.0.1,::1 -p "$port" -U 0 \
		-u "$(id -un)" -t 2 -m 8
	wait_listening memcached "$port" 2
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener

	mkfifo "$T/nc.in"
	start nc "$mode" nc.openbsd -N 127.0.0.1 "$port"
	exec 9>"$T/nc.in"
	expect_ends "$port" "$(want_dialer "$mode")" "$(want_listener "$mode")"
	store >&9
	exec 9>&-
	finish nc 0
	is "$(cat "$T/nc.out")" $'STORED\r' "answer to the netcat in this mode"

	fetched >"$T/want"
	want=$(sum_of "$T/want")
	printf 'get payload\r\nquit\r\n' |
		peer talk mptcp ::1 "$port" >"$T/native" 2>"$T/spoken"
	is "$(sum_of "$T/native")" "$want" "what a native client got"
	[ "$(want_listener "$mode")" = mptcp ] ||
		is "$(cat "$T/spoken")" fallback "protocol of the native client"
	printf 'get payload\r\nquit\r\n' |
		peer talk tcp 127.0.0.1 "$port" >"$T/plain" 2>"$T/spoken"
	is "$(sum_of "$T/plain")" "$want" "what a plain client got"

	stop memcached TERM 0
	expect_report memcached "$mode" memcached listener=2
	expect_report nc "$mode" nc.openbsd dialer=1
}

@test "memcached, multipathtcp=0" { serves 0; }
@test "memcached, multipathtcp=1" { serves 1; }
@test "memcached, multipathtcp=2" { serves 2; }
@test "memcached, multipathtcp=3" { serves 3; }
