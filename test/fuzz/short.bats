#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# libFuzzer on each target for a bounded number of runs, under ASan and UBSan,
# from the stored corpus. $RUNS makes it longer. What it finds belongs into the
# corpus, which replay.c runs everywhere. Needs clang with its runtime.

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

setup() {
	command -v clang >/dev/null || skip "clang is not installed"
}

# fuzz NAME RUNS
fuzz() {
	local at=$BATS_TEST_TMPDIR
	clang -fsanitize=fuzzer -x c -o "$at/none" - 2>/dev/null \
		<<<'int LLVMFuzzerTestOneInput(void) { return 0; }' ||
		skip "clang has no libFuzzer"
	clang -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -D_DEFAULT_SOURCE \
		-I "$TOP" -I "$TOP/shim" -iquote "$TOP" \
		-o "$at/target" "$BATS_TEST_DIRNAME/fuzz_$1.c" \
		"$TOP"/policy/*.c "$TOP/shim/replace/fdinfo.c" \
		"$TOP"/scripts/launcher/{audit,elf,gobuild}.c
	# New inputs go to the first folder.
	mkdir "$at/new"
	"$at/target" -runs="${RUNS:-$2}" -artifact_prefix="$at/" \
		-timeout=10 "$at/new" "$BATS_TEST_DIRNAME/corpus/$1" \
		>"$at/log" 2>&1 || {
		tail -n 40 "$at/log"
		# The input is gone with the folder: show it.
		head -v -c 4096 "$at"/{crash,leak,timeout}-* 2>/dev/null | od -c
		return 1
	}
	tail -n 1 "$at/log"
	grep -q "Done ${RUNS:-$2} runs" "$at/log"
}

@test "settings" {
	fuzz config 40000
}

@test "lines of fdinfo" {
	fuzz fdinfo 300000
}

@test "ELF files, of Go too" {
	fuzz elf 100000
}
