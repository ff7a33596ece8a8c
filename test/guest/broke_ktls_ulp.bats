# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# lighttpd1.4#132, mptcp_net-next#480: TLS in the kernel (TCP_ULP) is
# impossible on MPTCP. By default a server's plain TCP clients have it, and its
# own connections too. Called by ctest; guest: broke_options.c.

load lib

@test "TCP_ULP on connections of an upgraded listener" {
	both mptcp "$GUESTS/broke_options" ulp
}
