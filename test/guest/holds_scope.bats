# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# An MPTCP socket tells a link-local address without its scope: getsockname(),
# getpeername() and accept() said scope 0, and who dialed such an address back
# got EINVAL. What is bound to one or dials one is TCP. Called by ctest; guest:
# holds_scope.c, which tells what the two hosts are.

load lib

setup() {
	needs ip unshare nsenter jq
	needs_root
	unshare --net sleep 60 3>&- &
	HOST=$!
	unshare --net sleep 60 3>&- &
	PEER=$!
	within $HOST ip link add here type veth peer name there netns $PEER ||
		skip "no veth in this kernel"
	up $HOST here 1
	up $PEER there 2
}

teardown() {
	[ -z "${HOST-}" ] || kill "$HOST"
	[ -z "${PEER-}" ] || kill "$PEER"
}

# Until unshare is done it is still ours: lo alone tells nothing.
within() {
	until [ "$(readlink /proc/self/ns/net)" != \
		"$(readlink "/proc/$1/ns/net")" ]; do
		kill -0 "$1"
	done
	nsenter --net="/proc/$1/ns/net" "${@:2}"
}

up() {
	within "$1" ip link set lo up
	within "$1" ip addr add "fe80::$3/64" dev "$2" nodad
	within "$1" ip addr add "2001:db8::$3/64" dev "$2" nodad
	within "$1" ip link set "$2" addrgenmode none
	within "$1" ip link set "$2" up
}

# scoped CASE MODES [WIRE]: what it says plainly is what it says in each.
scoped() {
	alike "$2" nsenter --net="/proc/$HOST/ns/net" env \
		"GUEST_PEER=/proc/$PEER/ns/net" "GUEST_WIRE=${3-}" \
		"$GUESTS/holds_scope" "$1"
}

@test "a listener is bound to a link-local address" {
	scoped listener "1 2" tcp
	# Its dialers, to where the clients came from, are declined as well.
	listeners 1 "declined=1 scope=3"
	listeners 2 "declined=1 scope=1"
	scoped listener "0 3" tcp
	listeners 3 kept=1
}

@test "a listener is bound to another address" {
	for MODE in 1 2; do
		under $MODE nsenter --net="/proc/$HOST/ns/net" env \
			"GUEST_PEER=/proc/$PEER/ns/net" GUEST_WIRE=mptcp \
			"$GUESTS/holds_scope" listener_elsewhere
		listeners $MODE upgraded=1
	done
}

@test "a dialer dials a link-local address" {
	for case in dialer dialer_bound dialer_bound_alone dialer_watched \
		dialer_fast; do
		scoped $case "0 1 2 3"
		dialers 1 "declined=2 scope=2"
		dialers 2 kept=2
		dialers 3 "declined=2 scope=2"
	done
}

@test "a dialer dials another address" {
	scoped dialer_elsewhere "0 1 2 3"
	dialers 1 upgraded=2
	dialers 3 upgraded=2
}

@test "an address that can't be read" {
	scoped dialer_unreadable "0 1 2 3"
}
