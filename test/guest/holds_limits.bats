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

# without_proc CASE WIRE OUTCOME: no report either: its file is outside.
without_proc() {
	needs_root
	plain plain "$GUESTS/holds_limits" "$1"
	SETTINGS=log=stderr under shim env GUEST_WIRE="$2" \
		"$GUESTS/holds_limits" "$1"
	grep "role=listener .* outcome=$3\$" "$T/shim.out"
	diff -u "$T/plain.out" <(grep -v '^mptcpdefault\[' "$T/shim.out")
}

@test "view: no /proc" {
	without_proc without_proc mptcp 'upgraded reason=-'
}

@test "view: no /proc, and an epoll set" {
	without_proc without_proc_epoll tcp 'declined reason=proc'
}

# There may be threads, for all that is known.
@test "view: no /proc, and a second number" {
	without_proc without_proc_dup tcp 'declined reason=threads'
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
