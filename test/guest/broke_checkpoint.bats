# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# criu#2655: a listener that is MPTCP can't be checkpointed; so there is a way
# to leave a program out of it, whatever the mode. Called by ctest; guest:
# holds_flags.c.

load lib

setting() {
	printf 'multipathtcp=%s,listen=disabled,format=json,report=file:%s' \
		"$MODE" "$T/$1.report"
}

@test "listen=disabled" {
	for MODE in 0 1 2 3; do
		guest holds_flags no_leak tcp kept=50
	done
}
