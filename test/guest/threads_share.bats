# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Another thread listens or dials while a socket is made TCP before it is shared
# by fork() or sendmsg(). It did so with what was not under the number any more:
# listen() said that it listens, and nothing did; connect() that it is connected,
# and send() said EPIPE. Called by ctest; guest: threads_share.c.

load lib

# shared CASE: "failed 0" is what it says plainly.
shared() {
	alike "1 3" "$GUESTS/threads_share" "$1"
	grep -qx 'failed 0' "$T/plain.out"
}

@test "forked, and another thread listens" { shared fork_listen; }
@test "forked, and another thread dials" { shared fork_dial; }
@test "sent, and another thread listens" { shared send_listen; }
@test "sent, and another thread dials" { shared send_dial; }
