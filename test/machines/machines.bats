#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The library in programs of another C library or processor: what of
# scripts/machines takes seconds. Called by ctest. Installs nothing: where an
# emulator or a cross compiler is missing, it skips and says which.

part() {
	[ "$(uname -m)" = x86_64 ] || [ "$1" = musl ] || skip "only on x86-64"
	run env BUILD="$BATS_FILE_TMPDIR" \
		"$BATS_TEST_DIRNAME/../../scripts/machines" -n "$@"
	[ "$status" -ne 77 ] || skip "$output"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output != *BAD* ]]
}

@test "musl programs, with the library of glibc ones" {
	part musl
}

@test "32-bit programs, and those with a 64-bit time_t" {
	part i386
}

@test "32-bit ARM programs, built as Debian 13's are" {
	part armhf
}

@test "aarch64 programs" {
	part aarch64
}

@test "a tree of three kinds of programs under one LD_PRELOAD" {
	part mixed
}
