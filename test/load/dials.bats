#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A process that dials 100,000 times: no dial fails, all are counted, no
# descriptor is left.

load lib

setup() {
	needs_own_network
}

dials() {
	gives 0 alone "$1" "$GUESTS/dials" "$2"
	reported "$(figures "$1" "$2" 2)"
}

@test "100,000 dials by MPTCP" {
	dials 1 100000
}

@test "10,000 dials by TCP" {
	dials 2 10000
}
