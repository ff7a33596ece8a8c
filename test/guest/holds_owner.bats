# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# The socket that took a listener's place had another owner than the listener
# where the process had given up being root in between: the next worker's bind()
# said EADDRINUSE, and the port was open to a user it had been closed to. Called
# by ctest; guest: holds_owner.c.

load lib

setup() {
	needs_root
	chmod 777 "$T"
	chmod o+x "${T%/*}" "${T%/*/*}" "${T%/*/*/*}" 2>/dev/null || :
}

@test "workers that bind as root and listen as somebody else" {
	guest holds_owner workers tcp "declined=2 owner=2"
	grep -qx 'bind EADDRINUSE' "$T/plain.out"
	is "$(grep -cx 'bind ok' "$T/plain.out")" 2 "workers"
}

@test "workers that are born MPTCP stay so" {
	MODE=3
	both mptcp "$GUESTS/holds_owner" workers
}
