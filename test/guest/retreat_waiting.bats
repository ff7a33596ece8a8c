# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A listener went back to TCP while a thread was blocked in accept(), poll() or
# select() on it, or an io_uring had been told to accept: they stayed on the
# old socket and waited for ever. Now the option is refused, as MPTCP does, and
# counted as missed. Called by ctest; guest: retreat_waiting.c.

load retreat

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
