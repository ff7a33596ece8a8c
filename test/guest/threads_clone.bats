# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A child of clone(CLONE_FILES) closed what it took for copies of another
# thread's private descriptors: they were its parent's own, and a listener that
# was being replaced then stayed as it was, or worse. Called by ctest; guest:
# threads_clone.c.

load lib

@test "a child that shares the descriptors closes none of them" {
	guest threads_clone files_shared mptcp upgraded=800
	grep -qx 'failed 0' "$T/shim.out"
}
