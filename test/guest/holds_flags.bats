# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A descriptor's flags, signals and number are after listen() what they were
# before it. Called by ctest; guest: holds_flags.c.

load lib

@test "flags: O_NONBLOCK" { guest holds_flags nonblock mptcp upgraded=1; }
@test "flags: O_NONBLOCK from the start" {
	guest holds_flags nonblock_born mptcp upgraded=1
}
@test "flags: others" { both mptcp "$GUESTS/holds_flags" other_flags; }
@test "flags: SIGIO" { guest holds_flags sigio mptcp upgraded=1; }
@test "flags: another signal" { guest holds_flags realtime mptcp upgraded=1; }
@test "flags: to a thread" { guest holds_flags to_thread mptcp upgraded=1; }
@test "flags: to a group" { guest holds_flags to_group mptcp upgraded=1; }
@test "flags: by ioctl()" { guest holds_flags by_ioctl mptcp upgraded=1; }
@test "flags: prepared" { guest holds_flags prepared mptcp upgraded=1; }
@test "flags: signal under a copy's number" {
	both "" "$GUESTS/holds_flags" under_a_copy
}
@test "numbers: the next one" { guest holds_flags next_number mptcp upgraded=1; }
@test "numbers: none is kept" { guest holds_flags no_leak mptcp upgraded=50; }
