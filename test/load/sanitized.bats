#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A short piece of scripts/sanitize for every run: the stress program with
# fewer threads under ASan and UBSan, in a build of its own.

load lib

setup() {
	needs_own_network
	needs cmake "${CC:-cc}"
}

@test "the stress program under ASan and UBSan" {
	local at=$T/build
	cmake -S "$TOP" -B "$at" -DSANITIZE=address,undefined \
		-DCMAKE_BUILD_TYPE=Debug >"$T/log"
	cmake --build "$at" --target mptcpdefault guest_stress -j 2 \
		>>"$T/log" || {
		cat "$T/log"
		return 1
	}
	# The library allocates nothing (scripts/check): no leak is its own.
	SHIM=$at/libmptcpdefault.so GUESTS=$at/test/guests THREADS=16 \
		ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
		UBSAN_OPTIONS=halt_on_error=1 \
		bats --tap "$BATS_TEST_DIRNAME/stress.bats"
}
