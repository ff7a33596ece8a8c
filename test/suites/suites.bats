#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Other people's tests: the quick part of scripts/suites, which is CPython's
# TCP and socketserver tests, plain and under the library in modes 0, 2 and 1;
# and whether its comparison would say so if one failed. Run by ctest; SHIM is
# the library (built afresh if not set).

setup() {
	here=$BATS_TEST_DIRNAME
	work=$BATS_TEST_TMPDIR
}

@test "CPython's socket tests find nothing new under the library" {
	SUITES_DIR=$work run "$here/../../scripts/suites" --quick cpython
	echo "$output"
	[ "$status" -ne 77 ] || skip "$(grep -m 1 skipped: <<<"$output")"
	[ "$status" -eq 0 ]
	[[ $output == *"| cpython | 0 |"*"| cpython | 2 |"*"| cpython | 1 |"* ]]
}

results() { /usr/bin/python3 -B "$here/results.py" "$@"; }

# given FOLDER TEST=RESULT...: as if a run had ended so.
given() {
	local at=$work/results/x/$1 result
	shift
	mkdir -p "$at"
	for result; do
		printf '%s\t%s\t\n' "${result%=*}" "${result#*=}"
	done >"$at/results.tsv"
}

# round MODE: all that scripts/suites does after a run that was no different
# when repeated.
round() {
	local at=$work/results/x/$1
	results new "$at" "$work/explained.tsv"
	given "$1/again1-plain" good=pass bad=pass left_out=pass gone=pass
	given "$1/again1" good=pass bad=fail left_out=skip
	: >"$at/flaky.tsv"
	results still "$at" 1
	echo "x $1" >"$work/ran"
	results table "$work"
}

@test "what fails, is skipped or gives no result under the library is new" {
	: >"$work/explained.tsv"
	given plain good=pass bad=pass left_out=pass gone=pass old=fail
	given 2 good=pass bad=fail left_out=skip old=fail
	run round 2
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"| x | 2 | 4 / 1 / 0 | 1 / 2 / 1 | 3 | 0 | 0 |"* ]]
	[ "$(sed 1d "$work/new.tsv" | cut -f 3 | sort | tr '\n' ' ')" = \
		'bad gone left_out ' ]
}

@test "what gave no result at all when repeated is new, not flaky" {
	: >"$work/explained.tsv"
	given plain good=pass gone=pass bad=pass
	given 1 good=pass bad=fail
	: >"$work/results/x/1/flaky.tsv"
	results new "$work/results/x/1" "$work/explained.tsv"
	given 1/again1
	given 1/again1-plain
	results still "$work/results/x/1" 1
	echo "x 1" >"$work/ran"
	run results table "$work"
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"| 2 | 0 | 0 |"* ]]
}

@test "an explanation counts in its own modes, and never in 0 and 2" {
	printf 'x\t%s\t1,2\tbecause\n' bad left_out 'go*' \
		>"$work/explained.tsv"
	given plain good=pass bad=pass left_out=pass gone=pass
	for mode in 1 2 3; do
		given $mode good=pass bad=fail left_out=skip
		run round $mode
		echo "$output"
		if [ $mode = 1 ]; then
			[ "$status" -eq 0 ]
			[[ $output == *"| 0 | 3 | 0 |"* ]]
		else
			[ "$status" -eq 1 ]
			[[ $output == *"| 3 | 0 | 0 |"* ]]
		fi
	done
}

@test "what passes when repeated, or then fails plainly, is flaky" {
	: >"$work/explained.tsv"
	given plain good=pass was_slow=pass bad_anyhow=pass
	given 0 good=pass was_slow=fail bad_anyhow=fail
	results new "$work/results/x/0" "$work/explained.tsv"
	given 0/again1-plain was_slow=pass bad_anyhow=fail
	given 0/again1 was_slow=pass bad_anyhow=fail
	results still "$work/results/x/0" 1
	echo "x 0" >"$work/ran"
	run results table "$work"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"| 0 | 0 | 2 |"* ]]
}
