#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# 32-bit programs with a 64-bit time_t went past the library: what headers call
# setsockopt() is __setsockopt64() there, which was not hooked. So the names of
# what is hooked are held against each libc that is installed here; more, of
# other releases, by scripts/machines.

@test "each libc's names of the hooked calls are hooked" {
	local libc found=()
	for libc in /lib/*-linux-*/libc.so.6 /lib32/libc.so.6 /lib64/libc.so.6 \
		/libx32/libc.so.6 /lib/ld-musl-*.so.1 /usr/*-linux-*/lib/libc.so.6; do
		[ ! -e "$libc" ] || found+=("$(realpath "$libc")")
	done
	[ ${#found[@]} -gt 0 ]
	"$BATS_TEST_DIRNAME/names" "${found[@]}"
}

@test "a name that is not hooked is found" {
	local T=$BATS_TEST_TMPDIR call
	for call in __connect64 __ioctl_chk _exit2; do
		printf 'void %s(void) {}\n' socket bind listen connect \
			setsockopt getsockopt sendmsg sendmmsg sendto \
			recvmsg recvmmsg _exit _Exit quick_exit \
			ioctl sockatmark "$call"
	done | sort -u >"$T/libc.c"
	"${CC:-cc}" -fno-builtin -shared -fPIC -o "$T/libc.so" "$T/libc.c" \
		-nostdlib
	run "$BATS_TEST_DIRNAME/names" "$T/libc.so"
	echo "$output"
	[ "$status" -eq 1 ]
	[ "$(grep -c 'is not hooked$' <<<"$output")" = 3 ]
	[ "${#lines[@]}" = 4 ]
}
