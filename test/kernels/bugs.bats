#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The programs of bugs/, which show what is the kernel's, still give a verdict
# here, whichever it is: a fault that is mended is no failure. "dead" waits for
# too long. Called by ctest.

load ../lib

setup() {
	needs_mptcp
}

@test "each program says what it is to say" {
	local program name status said

	for program in "$GUESTS"/bugs/*; do
		name=${program##*/}
		[ "$name" != dead ] || continue
		status=0
		said=$("$program" 3>&-) || status=$?
		echo "$said"
		case $status:$said in
		"0:$name: shows ("*")") ;;
		"1:$name: does not show ("*")") ;;
		"77:$name: can't tell ("*")") ;;
		*) return 1 ;;
		esac
	done
	[ "$name" = throughput ] # the last one, or there was none
}

@test "each fault of the document has its program, and the reverse" {
	# shellcheck disable=SC2016 # backquotes of markdown
	diff <(sed -n 's/^## .*(`\([a-z_]*\)\.c`)$/\1/p' \
		"$TOP/scripts/doc/kernel.md" | sort) \
		<(cd "$GUESTS/bugs" && printf '%s\n' * | sort)
}
