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

# What a number had been before told nothing of what was sent under it; and
# one sent while it listened could be replaced later: accept() in the other
# process said EINVAL.

@test "sent: under a number that was another socket's" {
	alike "1 2 3" "$GUESTS/holds_sent" sent_as_other
	alike "1 2 3" "$GUESTS/holds_sent" sent_as_dialer
}

@test "sent: by sendmmsg()" { alike "1 2 3" "$GUESTS/holds_sent" sent_many; }

@test "sent: as it listens, and an option is refused later" {
	alike "1 2 3" "$GUESTS/holds_sent" option_later
}

@test "sent: something else, before it was born" {
	guest holds_sent born_later mptcp upgraded=1
}

# It was taken for one of the receiver's own that had done nothing yet, as
# these were guessed by their number, or by there being any.

@test "received: unbound, where there was one of its own" {
	alike "1 2 3" "$GUESTS/holds_sent" over_stale
	alike "1 2 3" "$GUESTS/holds_sent" beside_idle
	alike "1 2 3" "$GUESTS/holds_sent" moved_by_receiver
}
