# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Who holds a socket may show only after another one was put in its place: then
# all of its numbers follow, or none. Called by ctest; guest:
# holds_afterwards.c.

load lib

@test "afterwards: a copy, and a set that knows the first" {
	guest holds_afterwards copy_and_set mptcp upgraded=1
}

@test "afterwards: more copies than are looked at, and a set" {
	guest holds_afterwards many_and_set tcp "declined=1 descriptor=1"
}

@test "afterwards: a set that knows both numbers" {
	guest holds_afterwards both_and_set mptcp upgraded=1
}

@test "afterwards: a set under two numbers in a set under two numbers" {
	guest holds_afterwards set_twice mptcp upgraded=1
}

@test "afterwards: far behind the others" {
	guest holds_afterwards far_away mptcp upgraded=1
}

@test "afterwards: in a crowd with holes" {
	guest holds_afterwards crowd mptcp upgraded=1
}

@test "afterwards: in another process" {
	guest holds_afterwards elsewhere mptcp upgraded=1
}

@test "afterwards: in another process, and a set" {
	guest holds_afterwards elsewhere_and_set mptcp upgraded=1
}
