# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# listen() where a replace has no room, no right or no view: it succeeds as it
# does plain, and no descriptor is lost. Called by ctest; guest: holds_limits.c.

load lib

# The report is written as the guest's new self, where it sees what we see.
setup() {
	chmod 777 "$T"
	chmod o+x "${T%/*}" "${T%/*/*}" "${T%/*/*/*}" 2>/dev/null || :
}

@test "limits: no free descriptor" {
	guest holds_limits none_free tcp "declined=1 descriptor=1"
}

@test "limits: one free descriptor" {
	guest holds_limits one_free mptcp upgraded=1
}

@test "limits: one free descriptor and an epoll set" {
	guest holds_limits one_free_epoll tcp "declined=1 descriptor=1"
}

@test "limits: the limit is below its number" {
	guest holds_limits limit_lowered tcp "declined=1 descriptor=1"
}

@test "limits: the limit is below one of its numbers" {
	guest holds_limits limit_between tcp "declined=1 descriptor=1"
}

@test "privileges: a low port, dropped since" {
	guest holds_limits low_port tcp "declined=1 bind=1"
}

@test "privileges: a low port, kept" {
	guest holds_limits low_port_still_root mptcp upgraded=1
}

@test "privileges: a high port, dropped since" {
	guest holds_limits high_port mptcp upgraded=1
}

@test "privileges: SO_MARK, dropped since" {
	guest holds_limits mark tcp "declined=1 option=1"
}

@test "privileges: SO_PRIORITY, dropped since" {
	guest holds_limits priority tcp "declined=1 option=1"
}

@test "privileges: a big buffer, dropped since" {
	guest holds_limits buffer tcp "declined=1 option=1"
}

@test "privileges: a process that may not be looked at" {
	guest holds_limits not_dumpable mptcp upgraded=1
}

# No report either: its file is outside.
@test "view: no /proc" {
	needs_root
	plain plain "$GUESTS/holds_limits" without_proc
	MODE=2,log=stderr under shim "$GUESTS/holds_limits" without_proc
	grep 'role=listener .* outcome=declined reason=proc$' "$T/shim.out"
	diff -u "$T/plain.out" <(grep -v '^mptcpdefault\[' "$T/shim.out")
}

@test "view: the main thread is gone" {
	guest holds_limits main_gone mptcp upgraded=1
}

@test "view: a thread with its own descriptors" {
	guest holds_limits files_unshared mptcp upgraded=1
}

@test "view: a socket of another network namespace" {
	both "" "$GUESTS/holds_limits" other_network
}
