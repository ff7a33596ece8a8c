#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Thousands of listeners in one process: each becomes what it should, and all
# are counted. Where each is replaced, it costs a look at all descriptors:
# there the number is $REPLACED.

load lib

setup() {
	needs_own_network
}

# many MODE PROTOCOL N
many() {
	gives 0 alone "$1" "$GUESTS/listeners" "$3" "$2"
	reported "$(figures "$1" 3 "$3")"
}

@test "10,000 listeners that stay what they were born as" {
	many 1 262 10000
	many 0 6 10000
}

@test "listeners that are replaced" {
	many 2 262 "${REPLACED:-2000}"
	many 3 6 "${REPLACED:-2000}"
}
