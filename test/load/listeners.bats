#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Thousands of listeners in one process: each becomes what it should, and all
# are counted. Where each is replaced, it costs a look at all descriptors:
# there the number is $REPLACED.

load lib

setup() {
	needs listeners
	needs_root
	needs_program ip
}

# listeners MODE PROTOCOL N
listeners() {
	gives 0 alone "$1" "$GUESTS/listeners" "$3" "$2"
	reported "$(figures "$1" 3 "$3")"
}

@test "10,000 listeners that stay what they were born as" {
	listeners 1 262 10000
	listeners 0 6 10000
}

@test "listeners that are replaced" {
	listeners 2 262 "${REPLACED:-2000}"
	listeners 3 6 "${REPLACED:-2000}"
}
