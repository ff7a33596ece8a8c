# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket that was sent to another process before it listens is left alone,
# by the sender and by the receiver. It is counted by whoever listens first.
# Called by ctest; guest: holds_sent.c.

load lib

@test "sent: a primary binds, two workers listen" {
	guest holds_sent cluster tcp "declined=1 foreign=1"
}

@test "sent: the sender listens, then the receiver" {
	guest holds_sent sender_listens tcp "declined=1 sent=1"
}

@test "sent: before it is bound" {
	guest holds_sent sent_unbound tcp "declined=1 sent=1"
}

@test "sent: among other descriptors, under another number" {
	guest holds_sent among_others tcp "declined=1 sent=1"
}

@test "sent: in vain" { guest holds_sent not_sent mptcp upgraded=1; }
@test "sent: as it listens" { guest holds_sent sent_listening mptcp upgraded=1; }

@test "sent: bound by the receiver" {
	both "" "$GUESTS/holds_sent" bound_by_receiver
}
