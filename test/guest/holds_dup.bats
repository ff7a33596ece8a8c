# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket with several numbers is one socket, whatever listen() does with it.
# Called by ctest; guest: holds_dup.c.

load lib

@test "dup: before bind()" { guest holds_dup before_bind mptcp upgraded=1; }
@test "dup: after bind()" { guest holds_dup after_bind mptcp upgraded=1; }
@test "dup: the copy listens" { guest holds_dup on_a_copy mptcp upgraded=1; }
@test "dup: moved to another number" { guest holds_dup moved mptcp upgraded=1; }
@test "dup: moved before bind()" {
	guest holds_dup moved_unbound tcp "declined=1 foreign=1"
}

@test "dup: and exec" { both mptcp "$GUESTS/holds_dup" over_exec; }

@test "dup: bound by a copy" {
	guest holds_dup bound_by_a_copy mptcp upgraded=1
}

@test "dup: more copies than are looked at: left alone" {
	guest holds_dup many tcp "declined=1 descriptor=1"
}

# What a number was before must not count for what it is now.

@test "dup: on a number that was a Unix socket's" {
	guest holds_dup after_unix mptcp upgraded=1
}

@test "dup: on a number that was a listener's" {
	guest holds_dup after_listener mptcp upgraded=2
}

@test "dup: on a number that was a dialer's" {
	guest holds_dup after_dialer mptcp upgraded=2
}

@test "dup: over a listener" {
	guest holds_dup over_listener mptcp upgraded=2
}
