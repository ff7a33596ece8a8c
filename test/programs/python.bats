# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's Python under the shim: http.server as a listener on both families,
# urllib as a dialer, and asyncio as both in one process. ctest calls it.

load lib

setup() {
	needs_programs curl
	payload
}

teardown() {
	reap
}

http_server() {
	local mode=$1 port
	port=$(free_port)
	start web "$mode" "$PYTHON" -I -m http.server --bind :: \
		--directory "$BATS_FILE_TMPDIR" "$port"
	wait_listening web "$port"
	fetch_native web ::1 "$port" /payload "$(want_listener "$mode")"
	fetch_plain web 127.0.0.1 "$port" /payload "$(want_listener "$mode")"
	stop web INT 0
	expect_report web "$mode" python3 listener=1
}

@test "python http.server, multipathtcp=0" { http_server 0; }
@test "python http.server, multipathtcp=1" { http_server 1; }
@test "python http.server, multipathtcp=2" { http_server 2; }
@test "python http.server, multipathtcp=3" { http_server 3; }

url_client() {
	local mode=$1 proto port
	for proto in mptcp tcp; do
		port=$(free_port)
		start_peer server serve "$proto" 127.0.0.1 "$port" "$PAYLOAD"
		wait_listening server "$port"
		freeze server
		start client "$mode" "$PYTHON" -I -c 'import sys, urllib.request
with urllib.request.urlopen(sys.argv[1]) as answer:
    sys.stdout.buffer.write(answer.read())' "http://127.0.0.1:$port/"
		expect_ends "$port" "$(want_dialer "$mode")" "$proto"
		thaw server
		finish client 0
		is "$(sum_of "$BATS_TEST_TMPDIR/client.out")" "$PAYLOAD_SUM" \
			"what urllib got over $proto"
		stop server KILL 137
	done
	expect_report client "$mode" python3 dialer=2
}

@test "python urllib, multipathtcp=0" { url_client 0; }
@test "python urllib, multipathtcp=1" { url_client 1; }
@test "python urllib, multipathtcp=2" { url_client 2; }
@test "python urllib, multipathtcp=3" { url_client 3; }

asyncio_both() {
	local mode=$1 port
	port=$(free_port)
	start both "$mode" "$PYTHON" -I "$BATS_TEST_DIRNAME/src/asyncio_both.py" \
		"$port" "$PAYLOAD"
	wait_listening both "$port" 2
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	expect_ends "$port" "$(want_dialer "$mode")" "$(want_listener "$mode")"
	is "$(peer talk mptcp ::1 "$port" <"$PAYLOAD")" "$PAYLOAD_SUM" \
		"what asyncio got from a native client"
	stop both TERM 0
	is "$(cat "$BATS_TEST_TMPDIR/both.out")" \
		"$PAYLOAD_SUM"$'\n'"$PAYLOAD_SUM" "what asyncio got from itself"
	expect_report both "$mode" python3 listener=2 dialer=2
}

@test "python asyncio, both roles, multipathtcp=0" { asyncio_both 0; }
@test "python asyncio, both roles, multipathtcp=1" { asyncio_both 1; }
@test "python asyncio, both roles, multipathtcp=2" { asyncio_both 2; }
@test "python asyncio, both roles, multipathtcp=3" { asyncio_both 3; }
