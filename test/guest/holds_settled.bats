# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket that was bound before a fork and listened on after it stayed what
# socket() had made: MPTCP in modes 1 and 3, and could not become TCP any more
# for an option's sake. It is settled before it is shared. Called by ctest;
# guest: holds_settled.c.

load lib

# settled CASE: TCP in all modes.
settled() {
	MODE=1
	guest holds_settled "$1" tcp "declined=1 fork=1"
	MODE=2
	guest holds_settled "$1" tcp "declined=1 fork=1"
	MODE=3
	guest holds_settled "$1" tcp kept=1
	MODE=0
	guest holds_settled "$1" tcp kept=1
}

@test "settled: bound, forked, the child listens" { settled child_listens; }
@test "settled: bound, forked, the parent listens" { settled parent_listens; }

@test "settled: an option that MPTCP would not keep, after the fork" {
	settled option_later
}

# Whether the parent is gone by then is not known.
@test "settled: bind(), daemon(), listen()" {
	alike "0 1 2 3" "$GUESTS/holds_settled" libc_daemon
}

# Where the receiver listens. It was what a listener is to be, MPTCP in modes 1
# and 2: SO_RCVTIMEO was taken and accept() blocked for ever, other options were
# refused; and who dialed was an MPTCP dialer in mode 2.

# sent CASE
sent() {
	MODE=1
	guest holds_settled "$1" tcp "declined=1 foreign=1"
	MODE=2
	guest holds_settled "$1" tcp "declined=1 foreign=1"
	MODE=3
	guest holds_settled "$1" tcp kept=1
	MODE=0
	both tcp "$GUESTS/holds_settled" "$1"
}

@test "settled: bound and sent, the receiver listens" { sent sent; }
@test "settled: bound and sent, the receiver sets options" { sent sent_option; }
@test "settled: bound and sent, under another number" { sent sent_moved; }

@test "settled: bound and sent, the receiver dials" {
	for MODE in 0 1 2 3; do
		both tcp "$GUESTS/holds_settled" sent_dials
	done
}

@test "settled: as TCP, for an option's sake" {
	MODE=1 # before the fork
	guest holds_settled with_option tcp "declined=1 option=1"
	MODE=2
	guest holds_settled with_option tcp "declined=1 fork=1"
	MODE=3
	guest holds_settled with_option tcp kept=1
	MODE=0
	guest holds_settled with_option tcp kept=1
}

@test "settled: what can't be read is the kernel's to refuse" {
	alike "0 1 2 3" "$GUESTS/holds_settled" bad_messages
}

@test "settled: a dialer that was bound before a fork" {
	alike "0 1 2 3" "$GUESTS/holds_settled" dials
	is "$(MODE=2; counted 2 dialer)" "kept=1" "mode 2"
	is "$(MODE=3; counted 3 dialer)" "declined=1 fork=1" "mode 3"
}

@test "settled: not what the kernel does not read" {
	MODE=1
	guest holds_settled beyond_many mptcp upgraded=1
}

# Another thread's listen() or connect() acted on what was not under the number
# any more: it said that it listens, and nothing did. What the fork shares is
# left alone then.
@test "settled: not where there are other threads" {
	MODE=1
	guest holds_settled threads mptcp upgraded=1
	MODE=3
	guest holds_settled threads mptcp upgraded=1
}

# fork() took eight seconds with five thousand.
@test "settled: as many as a fork has time for" {
	for MODE in 1 3; do
		both tcp "$GUESTS/holds_settled" crowd
	done
}
