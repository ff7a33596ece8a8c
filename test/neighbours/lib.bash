# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the .bats files here share: run the guest "neighbour" with the shim and
# another preload library, in both orders, against peers whose protocol is
# known, and hear from it what the other library is there for. How programs are
# run and looked at is test/programs' way.

load ../programs/lib

prepare() {
	needs_programs "$@"
	payload
	wrapper=()
}

# library NAME: sets $library to where a package has put it.
library() {
	for library in /usr/lib/*/"$1"; do
		[ ! -r "$library" ] || return 0
	done
	skip "$1 is not installed"
}

# in_both_orders COMMAND...: with $preload each order of shim and $library.
in_both_orders() {
	local preload
	for preload in "$SHIM:$library" "$library:$SHIM"; do
		echo "with LD_PRELOAD=$preload: $*"
		"$@"
	done
}

# run_neighbour NAME MODE WORD...: the guest in the background with $preload.
run_neighbour() {
	local name=$1 mode=$2
	shift 2
	SHIM=$preload start "$name" "$mode" "${wrapper[@]}" \
		"$GUESTS/neighbour" "$@"
}

# says NAME TEXT: what the guest said that it sees.
says() {
	is "$(<"$T/$1.err")" "$2" "what $1 sees"
}

# dials MODE TEXT: it dials a peer that is MPTCP by its own will; the bytes get
# there and back, over what the mode wants; it says TEXT.
dials() {
	local mode=$1 port
	port=$(free_port)
	cp "$PAYLOAD" "$T/dialer.in"
	start_peer sink sink mptcp 127.0.0.1 "$port"
	wait_listening sink "$port"
	run_neighbour dialer "$mode" dial 127.0.0.1 "$port"
	finish dialer 0
	finish sink 0
	is "$(<"$T/sink.out")" "$(want_dialer "$mode") $PAYLOAD_SUM" \
		"what came over which wire"
	is "$(<"$T/dialer.out")" "$PAYLOAD_SUM" "what came back"
	says dialer "protocol 6, $2"
	expect_report dialer "$mode" neighbour dialer=1
	rm "$T/dialer.report"
}

# listens MODE TEXT: the same with the roles changed.
listens() {
	local mode=$1 port wire=mptcp
	port=$(free_port)
	[ "$(want_listener "$mode")" = mptcp ] || wire=fallback
	run_neighbour listener "$mode" echo 127.0.0.1 "$port"
	wait_listening listener "$port"
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	cp "$PAYLOAD" "$T/client.in"
	start_peer client talk mptcp 127.0.0.1 "$port"
	finish client 0
	finish listener 0
	is "$(sum_of "$T/client.out")" "$PAYLOAD_SUM" "what came back"
	is "$(<"$T/client.err")" "$wire" "the wire"
	says listener "protocol 6, $2"
	expect_report listener "$mode" neighbour listener=1
	rm "$T/listener.report"
}

# works TEXT: both roles, where each is MPTCP and where it is not.
works() {
	local mode
	for mode in 2 3; do
		dials "$mode" "$1"
		listens "$mode" "$1"
	done
}
