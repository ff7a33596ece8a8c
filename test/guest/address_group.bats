# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Several processes on one port, half of them under the shim; and nobody gets
# a port while it changes hands. Called by ctest; guest: address_group.c.

load lib

@test "a SO_REUSEPORT group, half of it upgraded" {
	both mptcp "$GUESTS/address_group" group
	listeners shim upgraded=2
}

@test "an intruder" {
	guest address_group intruder mptcp upgraded=800
}

@test "an intruder with SO_REUSEPORT" {
	both "" "$GUESTS/address_group" intruder_reuses_port
}
