# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A listener went back to TCP while a thread was blocked in accept(), poll() or
# select() on it, or an io_uring had been told to accept: they stayed on the
# old socket and waited for ever. Now the option is refused, as MPTCP does, and
# counted as missed. Called by ctest; guest: retreat_waiting.c.

load lib

# stays CASE: who waits is served, and nothing went back.
stays() {
	for MODE in 1 2; do
		both mptcp "$GUESTS/retreat_waiting" "$1"
		listeners shim upgraded=1
		is "$(jq -cs 'map(.missed)' "$T/shim.report")" \
			'[{"TCP_MD5SIG":1}]' missed
	done
}

@test "a thread in accept()" { stays accept; }
@test "a thread in accept4()" { stays accept4; }
@test "a thread in poll()" { stays poll; }
@test "a thread in ppoll()" { stays ppoll; }
@test "a thread in select()" { stays select; }
@test "a thread in pselect()" { stays pselect; }
@test "a thread in accept(), its number closed meanwhile" { stays closed; }
@test "a multishot accept of an io_uring" { stays ring; }
@test "another process in accept()" { stays child; }
@test "a process that is not dumpable" { stays undumpable; }
