#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Who reports and who does not: every way out of a process, children of every
# kind, and that nobody's exit status changes for it.

load lib

setup() {
	needs_mptcp
	G=$GUESTS/report_exit
}

# leaves HOW STATUS SPEC...: plainly and under the shim, with the same status.
leaves() {
	local how=$1 status=$2 mode
	shift 2
	# shellcheck disable=SC2086 # "signal 15" is two words
	gives "$status" in_mode none "$G" $how
	for mode in 1 2; do
		# shellcheck disable=SC2086
		gives "$status" in_mode "$mode" "$G" $how
		reported "${@//MODE11/$(figures "$mode" 1 1)}"
	done
}

@test "orderly ways out report once" {
	local how
	for how in return exit quick_exit _exit _Exit thread handler; do
		echo "$how"
		leaves "$how" 7 MODE11
	done
	leaves last-thread 0 MODE11
}

@test "an image that is replaced by exec is lost, the next one reports" {
	leaves exec 7
	leaves late-exec 7 MODE11
}

@test "killed by a signal: no report, the same status" {
	leaves "signal 15" 143
	leaves "signal 9" 137
	leaves "signal 13" 141
	leaves abort 134
}

@test "a raw exit_group is not seen: no report" {
	leaves raw 7
}

@test "who classified nothing reports nothing" {
	leaves none 7
	leaves datagram 7
	leaves unclassified 7
}

@test "a forked child starts at zero, one of a raw clone as well" {
	local how mode
	for how in fork clone; do
		for mode in 1 2; do
			gives 7 in_mode "$mode" "$G" "$how"
			reported "$(figures "$mode" 1 1)" \
				"$(figures "$mode" 2 0)"
		done
	done
	leaves fork-idle 7 MODE11
	leaves clone-idle 7 MODE11
	leaves daemon 7 MODE11 MODE11
}

@test "a child that shares our memory does not report for its parent" {
	local how mode
	for how in vfork vfork-exec clone-vm; do
		for mode in 1 2; do
			gives 7 in_mode "$mode" "$G" "$how"
			reported "$(figures "$mode" 2 2)"
		done
	done
}
