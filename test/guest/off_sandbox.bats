# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# After sendmsg() with descriptors the library asked of each what it is, with
# multipathtcp=0 as well. Chromium's sandbox kills its renderers for that: no
# page was ever loaded. Off means off now, and what is not a socket of ours is
# not asked about. Called by ctest; guest: off_sandbox.c.

load lib

# Who writes a report asks about the file.
setting() {
	printf 'multipathtcp=%s,report=none' "$MODE"
}

@test "off: nothing but the program's own system calls" {
	alike 0 "$GUESTS/off_sandbox" all
	grep -q 'status 0$' "$T/plain.out"
}

@test "off: a dialer in the default mode" {
	alike "0 2" "$GUESTS/off_sandbox" only_dials
	grep -q 'status 0$' "$T/plain.out"
}

# FIONREAD of what is no socket was followed by ppoll(), of an AF_UNIX socket at
# its end by getsockopt().

@test "off: FIONREAD where no MPTCP socket was made" {
	alike "0 1 2 3" "$GUESTS/off_sandbox" amounts
	grep -q 'status 0$' "$T/plain.out"
}

@test "off: FIONREAD of other files than MPTCP sockets" {
	alike "0 1 2 3" "$GUESTS/off_sandbox" amounts_beside
	grep -q 'status 0$' "$T/plain.out"
}
