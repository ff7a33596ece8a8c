# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's iperf3 under the shim, each end alone and both: one listener, and
# two dialers for each run, control and data. ctest calls it.

load lib

setup() {
	needs_programs iperf3
}

teardown() {
	reap
}

# moved FILE SUM: the bytes as the client counts them. It ends when it has
# sent or got so many; a server that receives stops counting at that moment.
moved() {
	"$PYTHON" -I -c 'import json, sys
print(json.load(sys.stdin)["end"][sys.argv[1]]["bytes"] >= 1 << 20)' \
		"$2" <"$1"
}

# one_run SERVER_MODE CLIENT_MODE HOST [OPTION...]
one_run() {
	local server=$1 client=$2 host=$3 listener=tcp dialer=tcp way
	shift 3
	way=sum_sent
	[[ " $* " != *" -R "* ]] || way=sum_received
	[ "$server" = none ] || listener=$(want_listener "$server")
	[ "$client" = none ] || dialer=$(want_dialer "$client")
	start server "$server" iperf3 -s -1 -J -B "$host" -p "$port"
	wait_listening server "$port"
	is "$(listener_proto "$port")" "$listener" listener
	freeze server
	start client "$client" iperf3 -c "$host" -p "$port" -n 1M -J "$@"
	expect_ends "$port" "$dialer" "$listener"
	thaw server
	finish client 0
	finish server 0
	is "$(moved "$T/client.out" "$way")" True "$way has all the bytes"
}

transfers() {
	local mode=$1
	port=$(free_port)
	one_run "$mode" "$mode" 127.0.0.1 -R
	one_run "$mode" none ::1 -R
	one_run none "$mode" ::1
	expect_report server "$mode" iperf3 listener=2
	expect_report client "$mode" iperf3 dialer=4
}

@test "iperf3, multipathtcp=0" { transfers 0; }
@test "iperf3, multipathtcp=1" { transfers 1; }
@test "iperf3, multipathtcp=2" { transfers 2; }
@test "iperf3, multipathtcp=3" { transfers 3; }

# MPTCP refuses SO_MAX_PACING_RATE, and without it iperf3 would only warn and
# go on at full speed: the data connection must have stayed TCP instead.
paces() {
	local mode=$1
	port=$(free_port)
	one_run none "$mode" 127.0.0.1 --fq-rate 10G
	expect_report client "$mode" iperf3 dialer=1:upgraded dialer=1:declined
	is "$(cat "$T/client.err")" '' "what iperf3 complained about"
}

@test "iperf3 paces, multipathtcp=1" { paces 1; }
@test "iperf3 paces, multipathtcp=3" { paces 3; }
