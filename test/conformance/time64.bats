#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# 32-bit programs with a 64-bit time_t have other numbers for timeouts and
# timestamps: the topics that use some, with those numbers, in a program of this
# machine. The whole program in 32 bits needs a real kernel, as nothing is
# replaced under qemu's user mode.

load ../lib
export CELLS=$GUESTS/cells_time64

setup() {
	needs_ipv6
}

topic() {
	run "$PYTHON" "$BATS_TEST_DIRNAME/compare" --group "$1" \
		--mode 1 --mode 2 --mode 3
	[ "$status" -ne 77 ] || skip "$output"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "waiting with a timeout" {
	topic wait
}

@test "data with its timestamps" {
	topic data
}

@test "interrupted calls with a timeout" {
	topic signal
}

@test "connecting with a timeout" {
	topic connect
}
