#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The promise, cell by cell: a program under the library observes on its TCP
# sockets what it observes without it. Called by ctest, which says where the
# library (SHIM) and the program (GUESTS, or CELLS) are. Cells that differ by
# nature are in known.tsv; what an MPTCP connection lacks is not asserted.

load ../lib
export CELLS=${CELLS:-$GUESTS/cells}

setup() {
	needs_ipv6
}

# holds ARGUMENT...: compare finds no cell that breaks the promise.
holds() {
	run "$PYTHON" "$BATS_TEST_DIRNAME/compare" \
		--plain "$BATS_FILE_TMPDIR" "$@"
	[ "$status" -ne 77 ] || skip "$output"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "plain runs agree with each other, TCP peers" {
	holds --steady 2 --peer tcp
}

@test "plain runs agree with each other, MPTCP peers" {
	holds --steady 2 --peer mptcp
}

@test "mode 0, off: no cell differs, TCP peers" {
	holds --mode 0 --peer tcp
}

@test "mode 0, off: no cell differs, MPTCP peers" {
	holds --mode 0 --peer mptcp
}

@test "mode 2, listeners: no cell differs, TCP peers" {
	holds --mode 2 --peer tcp
}

@test "mode 2, listeners: only MPTCP connections differ, MPTCP peers" {
	holds --mode 2 --peer mptcp
}

@test "mode 1, both: only MPTCP connections differ, TCP peers" {
	holds --mode 1 --peer tcp
}

@test "mode 1, both: only MPTCP connections differ, MPTCP peers" {
	holds --mode 1 --peer mptcp
}

@test "mode 3, dialers: only MPTCP connections differ, TCP peers" {
	holds --mode 3 --peer tcp
}

@test "mode 3, dialers: only MPTCP connections differ, MPTCP peers" {
	holds --mode 3 --peer mptcp
}

# The same calls in a process that is not alone: a replace goes other ways then.
threaded() {
	mkdir -p "$BATS_FILE_TMPDIR/threaded"
	CELLS_THREAD=1 holds --plain "$BATS_FILE_TMPDIR/threaded" \
		--peer tcp "$@"
}

@test "mode 2, listeners, beside another thread: no cell differs" {
	threaded --mode 2
}

@test "mode 1, both, beside another thread: only MPTCP connections differ" {
	threaded --mode 1
}

@test "mode 3, dialers, beside another thread: only MPTCP connections differ" {
	threaded --mode 3
}

# A comparison that can't fail proves nothing: a library that makes every
# socket MPTCP, whatever its role, has to be caught.
@test "a library without the promise is caught" {
	local other
	for other in /usr/lib/*/mptcpize/libmptcpwrap.so.0; do
		[ -r "$other" ] || skip "mptcpize is not installed"
	done
	SHIM=$other run "$PYTHON" "$BATS_TEST_DIRNAME/compare" \
		--mode 2 --peer tcp --group call --any-library
	[ "$status" -ne 77 ] || skip "$output"
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output =~ ([0-9]+)' break the promise' ]]
	[ "${BASH_REMATCH[1]}" -gt 20 ]
}
