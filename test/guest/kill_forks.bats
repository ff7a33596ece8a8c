# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Each fork() asked whose child it is, and for memory, with multipathtcp=0 as
# well; and after a bind() each sendmsg() asked whether its memory can be read,
# until the next fork(). A sandbox may kill for that. Called by ctest; guest:
# kill_forks.c.

load lib

# Who writes a report asks who it is.
setting() {
	printf 'multipathtcp=%s,report=none' "$MODE"
}

@test "off: fork(), and who is forked dials" {
	alike 0 "$GUESTS/kill_forks" forks
}

@test "sendmsg() where no socket is to be settled any more" {
	alike "0 1 2 3" "$GUESTS/kill_forks" sends
}
