# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A classic BPF filter of more than eight instructions ended the program
# (SIGSEGV): it was compared by getsockopt() of SO_ATTACH_FILTER's number, which
# is SO_GET_FILTER's, whose length counts instructions, not bytes. Called by
# ctest; guest: option_filter.c.

load lib

@test "filters of all lengths, on sockets without a connection" {
	alike "0 1 2 3" "$GUESTS/option_filter" unconnected
}

@test "on connections that are TCP" {
	alike "0 2" "$GUESTS/option_filter" connected
}

# MPTCP refuses them there: differences.md.
@test "connections that are MPTCP go on" {
	MODE=2
	under shim "$GUESTS/option_filter" accepted
	MODE=1
	under shim "$GUESTS/option_filter" connected
}
