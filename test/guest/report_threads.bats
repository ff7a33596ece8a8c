#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Counting is exact however many threads do it at once.

load lib

setup() {
	needs_mptcp
}

@test "16 threads, 500 listeners and 500 dialers each" {
	local mode
	for mode in 1 2; do
		in_mode "$mode" "$GUESTS/report_threads" 16 500
		reported "$(figures "$mode" 8000 8000)"
	done
	for mode in 0 3; do
		in_mode "$mode" "$GUESTS/report_threads" 16 50
		reported "$(figures "$mode" 800 800)"
	done
}

@test "a report while other threads still count keeps the law" {
	local i
	for i in 1 2 3 4 5 6 7 8; do
		in_mode $((i % 4)) "$GUESTS/report_running"
		reported any
	done
}
