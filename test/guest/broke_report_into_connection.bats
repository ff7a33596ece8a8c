# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# rsyslog#1526, php-src#7769: words for stderr end up in a client's
# connection, because descriptor 2 was closed and given anew. The report goes
# to the stderr that was there at the start, or nowhere. Called by ctest;
# guest: broke_report.c.

load lib

# quiet CASE: nothing but what the program itself says, plain or not.
quiet() {
	plain plain "$GUESTS/broke_report" "$1"
	under shim "$GUESTS/broke_report" "$1"
	diff -u "$T/plain.out" <(grep -v '^mptcpdefault\[' "$T/shim.out")
}

setting() {
	printf 'multipathtcp=2,report=stderr,log=%s' "${log:-none}"
}

@test "descriptor 2 is a child's connection" { quiet connection; }
@test "descriptor 2 is a server's connection" { quiet server; }
@test "descriptor 2 is a file of the program's" { quiet file; }
@test "descriptor 2 is a client from the start" { quiet inetd; }
@test "descriptor 2 is a pipe without a reader" { quiet pipe_gone; }
@test "descriptor 2 is a full pipe" { quiet pipe_full; }

@test "the log goes there no more than the report" {
	log=stderr
	for name in connection server file inetd; do
		quiet "$name"
	done
}

# Or all of the above would pass because nothing is ever said.
@test "descriptor 2 as it was: the report is there" {
	quiet usual
	grep -q '^mptcpdefault\[.*listener default: seen=1 upgraded=1 ' \
		"$T/shim.out"
}
