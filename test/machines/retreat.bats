#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Going back to TCP in 32-bit programs: accept() is another system call there
# (socketcall), whose number the library looks for in other threads, and what
# sock_diag says is read by 32-bit code. The guests retreat_* with the 32-bit
# library, by this machine's own kernel: qemu's user mode replaces nothing.
# Called by ctest.

load ../lib

# gcc-multilib, which has the kernel's headers, excludes cross compilers.
setup_file() {
	M32="-m32 -idirafter /usr/include/$(gcc -print-multiarch || :)"
	export M32 BUILT=$BATS_FILE_TMPDIR
}

setup() {
	local guest
	needs gcc cmake jq
	[ -e "$BUILT/ready" ] && return
	# shellcheck disable=SC2086 # several flags
	gcc $M32 -o "$T/runs" -x c - <<<'int main(void) { return 0; }' ||
		skip "no 32-bit compiler and libc"
	"$T/runs" || skip "this kernel runs no 32-bit programs"
	cmake -S "$TOP" -B "$BUILT/library" -DBUILD_TESTING=OFF \
		-DCMAKE_C_COMPILER=gcc -DCMAKE_C_FLAGS="$M32" >/dev/null
	cmake --build "$BUILT/library" -j 2 >/dev/null
	for guest in retreat_elsewhere retreat_port retreat_waiting; do
		# shellcheck disable=SC2086
		gcc -std=c11 -D_GNU_SOURCE -O2 $M32 -pthread \
			-o "$BUILT/$guest" "$TOP/test/guest/$guest.c"
	done
	: >"$BUILT/ready"
}

# passes FILE: and none of its tests is skipped.
passes() {
	SHIM=$BUILT/library/libmptcpdefault.so GUESTS=$BUILT run -0 \
		bats --tap --print-output-on-failure "$TOP/test/guest/$1.bats"
	echo "$output"
	[[ $output != *'# skip'* ]]
}

@test "threads that are elsewhere" { passes retreat_elsewhere; }
@test "ports and half-open connections" { passes retreat_port; }
@test "threads that wait" { passes retreat_waiting; }
