# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A program built with -fsanitize=address runs under the shim, finds what it
# should, and does not find the shim. Its runtime must come before all other
# libraries, by its own rule; a runtime that is linked in always does. ctest
# calls it; guest: neighbour.c, built again here.

# shellcheck disable=SC2034,SC2154 # for lib.bash and from it
load lib

setup() {
	prepare gcc
	year=$(date -u +%Y)
	# A leak would be the shim's: the guest has none.
	export ASAN_OPTIONS=detect_leaks=1
}

teardown() {
	reap
}

# built WORD...: the guest with AddressSanitizer is the guest from now on.
built() {
	local source=$BATS_TEST_DIRNAME/neighbour.c
	GUESTS=$T
	"$@" -D_GNU_SOURCE -g -fsanitize=address -o "$T/neighbour" "$source" \
		2>"$T/build" || skip "$* can't: $(head -n 1 "$T/build")"
}

# Nothing to complain of; and with an overrun, it is found.
sane() {
	works "year $year, fsync fails"
	run_neighbour overrun 1 dial 127.0.0.1 1 overrun
	finish overrun 1
	grep -q 'AddressSanitizer: heap-buffer-overflow' "$T/overrun.err"
}

@test "gcc's runtime, linked in" {
	built gcc -static-libasan
	preload=$SHIM sane
}

@test "clang's runtime, linked in" {
	needs clang
	built clang
	preload=$SHIM sane
}

@test "gcc's runtime, a library, before the shim" {
	built gcc
	library=$(gcc -print-file-name=libasan.so)
	preload=$library:$SHIM sane
}

@test "gcc's runtime, a library, behind the shim, which it has to be told" {
	built gcc
	preload=$SHIM
	run_neighbour order 1 dial 127.0.0.1 1
	finish order 1
	grep -q 'ASan runtime does not come first' "$T/order.err"
	export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
	sane
}
