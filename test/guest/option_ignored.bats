# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# MPTCP takes SO_RCVTIMEO on a listener and ignores it: where such a listener
# could not go back to TCP, accept() blocked for ever. It is refused now, as is
# what MPTCP drops or its connections do not inherit, and counted once by name.
# Called by ctest; guest: option_ignored.c.

load lib

# kept CASE: it is refused or it works, plainly it works.
kept() {
	plain plain "$GUESTS/option_ignored" "$1"
	is "$(grep '^refused' "$T/plain.out")" "refused 0" "plainly, $1"
	under shim env GUEST_WIRE=mptcp "$GUESTS/option_ignored" "$1"
}

# refused CASE...: and each refusal is counted.
refused() {
	local name

	for name; do
		kept "$name"
		is "$(jq -s '[.[].missed[]] | add // 0' "$T/shim.report")" \
			"$(sed -n 's/^refused //p' "$T/shim.out")" \
			"missed where it is $name"
	done
}

@test "shared with another process" { refused forked child; }
@test "with a connection in its queue" { refused waiting; }
@test "with 200 duplicates, without free descriptors" {
	refused many
	kept limit # where no report can be written
}
@test "of another user now, in another network" {
	refused network
	needs_root
	kept user # who may not write the report
}
@test "in a root without /proc" {
	needs_root
	kept root
}
@test "under a number that nobody knows" { refused duplicate; }
@test "inherited, received" { refused inherited received; }

# What was bound elsewhere and is MPTCP took it before listen(), and accept()
# blocked for ever.
@test "inherited, received, before it listens" {
	for MODE in 1 2 3; do
		refused received_bound spawned_bound
		alike "$MODE" "$GUESTS/option_ignored" spawned_unbound
	done
}

@test "multipathtcp=1" {
	export MODE=1
	refused forked child waiting network duplicate inherited received
	kept limit
	needs_root
	kept user
	kept root
}
