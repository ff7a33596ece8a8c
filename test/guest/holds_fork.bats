# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket that another process may have as well is left alone; one whose
# other holder is surely gone is not. Called by ctest; guest: holds_fork.c.

load lib

@test "fork: after listen()" { guest holds_fork workers mptcp upgraded=1; }
@test "fork: before socket()" { guest holds_fork fork_first mptcp upgraded=1; }

@test "fork: after bind(), the parent listens" {
	guest holds_fork parent_listens tcp "declined=1 fork=1"
}

@test "fork: before bind(), the parent listens" {
	guest holds_fork parent_listens_unbound tcp "declined=1 fork=1"
}

@test "fork: after bind(), the child is gone, the parent listens" {
	guest holds_fork child_gone tcp "declined=1 fork=1"
}

@test "fork: after bind(), the child listens, the parent serves too" {
	guest holds_fork child_listens tcp "declined=1 fork=1"
}

@test "fork: after bind(), all of them listen" {
	# Who comes second may find a listener, which is not counted again.
	both tcp "$GUESTS/holds_fork" both_listen
}

@test "fork: many times" {
	both "" "$GUESTS/holds_fork" many_forks
	listeners shim "upgraded=1 declined=1 fork=1"
}

@test "fork: a daemon that has bound before" {
	guest holds_fork daemon_listens mptcp upgraded=1
}

@test "fork: a daemon that forks twice" {
	guest holds_fork double_fork mptcp upgraded=1
}

@test "fork: daemon(3)" {
	guest holds_fork libc_daemon mptcp upgraded=1
}

@test "fork: a daemon with a child" {
	guest holds_fork daemon_forks tcp "declined=1 fork=1"
}

# The parent is gone, the sibling is not.
@test "fork: two daemons share the socket" {
	both "" "$GUESTS/holds_fork" two_orphans
}

@test "exec: bound by the program before" {
	guest holds_fork over_exec tcp "declined=1 foreign=1"
}

@test "posix_spawn: the child listens, then the parent" {
	both "" "$GUESTS/holds_fork" spawned_listens
}

@test "clone by hand: the child listens, the parent serves" {
	both "" "$GUESTS/holds_fork" raw_clone
}

# Who was forked later than the one that bound it was forgotten, as nothing was
# bound when the parent forked: the other's accept() said EINVAL.
@test "fork: two orphans share what one of them binds" {
	alike "1 2 3" "$GUESTS/holds_fork" unbound_orphans
}

@test "fork: 200 that all ended" { guest holds_fork many_ended mptcp upgraded=1; }

# After sixteen of them nothing was replaced any more.
@test "fork: 200 generations that are all gone" {
	guest holds_fork many_generations mptcp upgraded=1
}
