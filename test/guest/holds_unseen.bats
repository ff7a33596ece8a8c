# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A descriptor that can't be looked at stood before a listener's duplicate:
# the search for it ended there, the duplicate kept the old socket, and
# accept() on it said EINVAL. Called by ctest; guest: holds_unseen.c.

load lib

@test "a duplicate behind a descriptor that can't be looked at" {
	guest holds_unseen listens mptcp upgraded=1
}

@test "and of what is born MPTCP" {
	MODE=3
	guest holds_unseen listens tcp kept=1
}
