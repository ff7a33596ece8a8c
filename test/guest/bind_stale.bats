# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A UDP socket that was given a TCP dialer's number became TCP when it was bound
# to a link-local address, and of a UNIX socket's address a port was read that
# is not there. Called by ctest; guest: bind_stale.c.

load lib

@test "UDP, to a link-local address" {
	alike "0 1 2 3" "$GUESTS/bind_stale" scope
}

@test "UNIX, without a name" {
	alike "0 1 2 3" "$GUESTS/bind_stale" unix
}
