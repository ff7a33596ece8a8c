# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A thread with descriptors of its own (unshare(CLONE_FILES)) forked while
# another one listened: in the child files were closed under the numbers that
# the other thread's private descriptors had in its own table. Called by ctest;
# guest: threads_unshared.c.

load lib

@test "a child has all of the forking thread's descriptors" {
	alike "2 3" "$GUESTS/threads_unshared" unshared
	grep -qx 'children that lost a descriptor: 0' "$T/plain.out"
}
