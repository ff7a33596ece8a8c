# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# mptcp_net-next#550: getsockopt(IPV6_V6ONLY) is refused by MPTCP of older
# kernels. Called by ctest; guest: broke_options.c.

load lib

@test "IPV6_V6ONLY is read" { both "" "$GUESTS/broke_options" v6only_read; }

@test "IPV6_V6ONLY is read, multipathtcp=1" {
	MODE=1 both "" "$GUESTS/broke_options" v6only_read
}

@test "IPV6_V6ONLY is read, multipathtcp=3" {
	MODE=3 both "" "$GUESTS/broke_options" v6only_read
}
