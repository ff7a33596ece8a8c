#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The reason to have MPTCP at all: nginx and curl, both unmodified, use two
# links at once, and outlive either of them. Without the shim, or with it off,
# they use one. Called by ctest with SHIM set to the library; needs root.
# No assertion is about time: links and kernel counters say what happened.

bats_require_minimum_version 1.5.0

load topology

MIB=$((1024 * 1024))
SIZE=$((32 * MIB))

setup_file() {
	local tool

	: "${SHIM:=$BATS_TEST_DIRNAME/../../build/libmptcpdefault.so}"
	[ -r "$SHIM" ] || { echo "no library at $SHIM" >&2; return 1; }
	export SHIM
	# What surrounds the tests must not decide what they test.
	unset GODEBUG MPTCPDEFAULT LD_PRELOAD

	# skip does not work in here before bats 1.9: setup does it.
	MISSING=$(topology_missing)
	for tool in nginx curl ss; do
		command -v $tool >/dev/null ||
			MISSING="no $tool on this machine"
	done
	export MISSING

	head -c $SIZE /dev/urandom >"$BATS_FILE_TMPDIR/file"
}

setup() {
	NGINX=
	CURL=
	[ -z "$MISSING" ] || skip "$MISSING"
	topology_up
}

teardown() {
	local pid

	for pid in $CURL $NGINX; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	topology_down
}

# The end of a test never waits for a live transfer's goodbyes, so nginx gets
# the fast exit; it writes its report all the same.
nginx_start() {
	topology_nginx "$BATS_FILE_TMPDIR" 80 "$@" 3>&- &
	NGINX=$!
	topology_wait 20 topology_listens A 80
}

nginx_stop() {
	kill -TERM "$NGINX"
	wait "$NGINX"
	NGINX=
}

# curl_start FAMILY [NAME=VALUE...]
curl_start() {
	local host=${TOPOLOGY_ADDRESS[A.one.$1]}

	[ "$1" = 4 ] || host="[$host]"
	shift
	topology_exec B env "$@" curl --silent --show-error --globoff \
		--noproxy '*' --max-time 40 \
		--output "$BATS_TEST_TMPDIR/file" "http://$host/file" 3>&- &
	CURL=$!
}

curl_finish() {
	local pid=$CURL

	CURL=
	wait "$pid"
}

# preload SETTING REPORT: environment that puts a program under the shim.
preload() {
	local report=$BATS_TEST_TMPDIR/$2

	echo "LD_PRELOAD=$SHIM"
	echo "MPTCPDEFAULT=$1format=json,report=file:$report"
}

# shim_start FAMILY: nginx as the library finds it, curl dials MPTCP.
shim_start() {
	local -a nginx curl

	mapfile -t nginx < <(preload "" nginx)
	mapfile -t curl < <(preload multipathtcp=3, curl)
	nginx_start "${nginx[@]}"
	curl_start "$1" "${curl[@]}"
}

same_file() {
	local want got

	want=$(sha256sum <"$BATS_FILE_TMPDIR/file")
	got=$(sha256sum <"$BATS_TEST_TMPDIR/file")
	[ "$want" = "$got" ]
}

two_subflows() {
	[ "$(topology_counter B MPJoinSynAckRx)" -eq 1 ] &&
		[ "$(topology_counter A MPJoinAckRx)" -eq 1 ]
}

no_mptcp() {
	local host name

	for host in A B; do
		for name in MPCapableSYNTX MPCapableSYNRX MPJoinSynTx \
			MPJoinSynRx MPJoinSynAckRx MPJoinAckRx
		do
			[ "$(topology_counter $host $name)" -eq 0 ] || return 1
		done
	done
}

both_links_carried() {
	local link sent

	for link in one two; do
		sent=$(topology_sent A $link)
		echo "link $link carried $sent of $SIZE bytes"
		[ "$sent" -ge $((SIZE / 5)) ] || return 1
	done
}

# Neighbour discovery and the like may cross link two; payload may not.
one_link_carried() {
	local one two

	one=$(topology_sent A one)
	two=$(topology_sent A two)
	echo "link one carried $one bytes, link two $two"
	[ "$one" -ge $SIZE ]
	[ "$two" -lt 65536 ]
}

# report_says NAME SOURCE SETTING ROLE OUTCOME COUNT: one process reported, it
# took COUNT sockets in ROLE, all with OUTCOME, none in the other role, and
# the law holds.
report_says() {
	cat "$BATS_TEST_TMPDIR/$1"
	jq -e -s --arg name "$1" --arg source "$2" --argjson setting "$3" \
		--arg role "$4" --arg outcome "$5" --argjson count "$6" '
		length == 1 and (.[0] |
		.schema == 1 and .comm == $name and
		.source == $source and .multipathtcp == $setting and
		([.roles[].role] | sort) == ["dialer", "listener"] and
		all(.roles[];
			.seen == .upgraded + .kept + .declined + .refused +
				.native) and
		all(.roles[]; if .role == $role
			then .seen == $count and .[$outcome] == $count
			else .seen == 0 end))' \
		"$BATS_TEST_TMPDIR/$1" >/dev/null
}

# nginx listens on one socket per family, curl dials once.
shim_reports() {
	report_says nginx default 2 listener upgraded 2
	report_says curl MPTCPDEFAULT 3 dialer upgraded 1
}

two_links() {
	topology_endpoint "$1" "$2"
	shim_start "$2"
	curl_finish
	same_file
	two_subflows
	both_links_carried
	nginx_stop
	shim_reports
}

# under_way LINK...: each LINK has carried some of a transfer not yet over.
under_way() {
	local link

	kill -0 "$CURL" || return 2
	for link; do
		[ "$(topology_sent A "$link")" -ge $((2 * MIB)) ] || return 1
	done
}

# outlives LINK OTHER: both were in use, LINK goes, OTHER carries the rest.
outlives() {
	local at_cut got

	topology_endpoint subflow 4
	shim_start 4
	topology_wait 30 under_way one two
	topology_cut "$1"
	at_cut=$(topology_sent A "$1")
	got=$(stat -c %s "$BATS_TEST_TMPDIR/file")
	echo "cut link $1 when $got of $SIZE bytes had arrived"
	[ "$got" -lt $((SIZE - MIB)) ]
	curl_finish
	same_file
	two_subflows
	[ "$(topology_sent A "$1")" -eq "$at_cut" ]
	[ "$(topology_sent A "$2")" -ge $((SIZE - at_cut)) ]
	nginx_stop
	shim_reports
}

@test "two links carry one transfer (B dials a second subflow)" {
	two_links subflow 4
}

@test "two links carry one transfer (A signals its second address)" {
	two_links signal 4
}

@test "two links carry one transfer (IPv6)" {
	two_links subflow 6
}

@test "the transfer outlives its first link" {
	outlives one two
}

@test "the transfer outlives its second link" {
	outlives two one
}

@test "control: the shim without an endpoint has one subflow, one link" {
	shim_start 4
	curl_finish
	same_file
	[ "$(topology_counter A MPCapableACKRX)" -eq 1 ]
	[ "$(topology_counter A MPJoinAckRx)" -eq 0 ]
	run ! two_subflows
	run ! both_links_carried
	one_link_carried
	nginx_stop
	shim_reports
}

@test "control: plain curl and an upgraded listener: TCP, one link" {
	local -a nginx

	topology_endpoint subflow 4
	mapfile -t nginx < <(preload "" nginx)
	nginx_start "${nginx[@]}"
	curl_start 4
	curl_finish
	same_file
	no_mptcp
	one_link_carried
	nginx_stop
	report_says nginx default 2 listener upgraded 2
}

@test "control: setting 0 on both sides: TCP, one link" {
	local -a nginx curl

	topology_endpoint subflow 4
	mapfile -t nginx < <(preload multipathtcp=0, nginx)
	mapfile -t curl < <(preload multipathtcp=0, curl)
	nginx_start "${nginx[@]}"
	curl_start 4 "${curl[@]}"
	curl_finish
	same_file
	no_mptcp
	one_link_carried
	nginx_stop
	report_says nginx MPTCPDEFAULT 0 listener kept 2
	report_says curl MPTCPDEFAULT 0 dialer kept 1
}

# A sends the same segment into the void again and again.
stuck() {
	kill -0 "$CURL" || return 2
	ss -N "${TOPOLOGY_NETNS[A]}" -Htni "sport = :80" |
		grep -q 'backoff:[2-9]'
}

@test "control: plain TCP does not outlive its link" {
	topology_endpoint subflow 4
	nginx_start
	curl_start 4
	topology_wait 30 under_way one
	topology_cut one
	topology_wait 30 stuck
	[ "$(stat -c %s "$BATS_TEST_TMPDIR/file")" -lt $SIZE ]
	no_mptcp
	[ "$(topology_sent A two)" -lt 65536 ]
}
