#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A report on stderr reaches only the stderr that the process was given, and
# never delays, stops or kills a process. The cases are in report_stderr.py.

load lib

setup() {
	needs_mptcp
}

# Some of the cases, by a pattern; all must hold.
hold() {
	local name bad=0 n=0
	for name in $("$PYTHON" "$BATS_TEST_DIRNAME/report_stderr.py" --list | grep -E "$1"); do
		n=$((n + 1))
		"$PYTHON" "$BATS_TEST_DIRNAME/report_stderr.py" "$name" || {
			echo "$name" >&2
			bad=1
		}
	done
	[ "$bad" = 0 ] && [ "$n" = "$2" ]
}

@test "the stderr that was given gets the report" {
	hold gets_the_report 4
}

@test "another file or connection under its number gets nothing" {
	hold '^closed|connection|takes_its_number' 7
}

@test "a conversation gets nothing, on a socket of whatever family" {
	hold '^a_conversation' 3
}

@test "a reader that is gone" {
	hold 'without_reader|pending' 3
}

@test "a reader that does not read" {
	hold 'full_|stopped' 5
}

@test "many that exit at once into a pipe that is nearly full" {
	needs strace
	hold room_for_one 1
}

@test "a terminal that others own" {
	hold somebody_else 1
}

@test "a file that takes nothing" {
	hold 'grow|reading_only' 3
}
