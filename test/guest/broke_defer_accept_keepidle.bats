# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# multipath-tcp/mptcpd#229, mptcp_net-next#383: MPTCP of older kernels refuses
# TCP_DEFER_ACCEPT and TCP_KEEPIDLE, and servers don't start. Whatever this
# kernel does, they start and have it. Called by ctest; guest: broke_options.c.

load lib

@test "TCP_DEFER_ACCEPT, TCP_KEEPIDLE" {
	both "" "$GUESTS/broke_options" defer_keep
}

@test "TCP_DEFER_ACCEPT, TCP_KEEPIDLE, multipathtcp=1" {
	MODE=1 both "" "$GUESTS/broke_options" defer_keep
}

@test "TCP_DEFER_ACCEPT, TCP_KEEPIDLE, multipathtcp=3" {
	MODE=3 both "" "$GUESTS/broke_options" defer_keep
}
