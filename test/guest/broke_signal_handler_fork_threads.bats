# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# proxychains-ng#326, and socket_wrapper more than once: a lock or an
# allocation behind a hook, and a signal handler or a fork with threads hangs
# or crashes. Called by ctest; guest: broke_threads.c.

# shellcheck disable=SC2034 # MODE is for lib.bash
load lib

# storm CASE: nobody hangs, every process reports, and every socket is counted
# once, in one way or another: a fork may come before any listen().
storm() {
	local all role

	plain plain "$GUESTS/broke_threads" "$1"
	under shim "$GUESTS/broke_threads" "$1"
	all=$(awk '/^listeners/ { print $2 }' "$T/shim.out")
	is "$(wc -l <"$T/shim.report")" \
		"$(awk '/^listeners/ { print $4 }' "$T/shim.out")" reports
	for role in listener dialer; do
		[[ $(counted shim "$role") != *law* ]]
		is "$(total shim "$role" seen)" "$all" "${role}s"
	done
}

@test "threads, forks and a handler, in each mode" {
	for MODE in 0 1 2 3; do
		storm with_exit
	done
}

@test "threads, forks and a handler, _exit() in the children" {
	for MODE in 1 2; do
		storm with__exit
	done
}
