# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# nixcloud/ip2unix#6: a socket that was replaced is no longer in the epoll set
# that knew it. Called by ctest; guest: broke_epoll_loses_socket.c.

load lib

@test "a listener becomes MPTCP" {
	guest broke_epoll_loses_socket listener mptcp upgraded=1
}

@test "a listener becomes TCP again, multipathtcp=3" {
	MODE=3 guest broke_epoll_loses_socket listener tcp kept=1
}

@test "a dialer, in each mode" {
	for MODE in 0 1 2 3; do
		both "" "$GUESTS/broke_epoll_loses_socket" dialer
	done
}

@test "a dialer with an option that MPTCP refuses, in each mode" {
	for MODE in 0 1 2 3; do
		both "" "$GUESTS/broke_epoll_loses_socket" dialer_option
		case $MODE in
		1 | 3) dialers shim "declined=1 option=1" ;;
		*) dialers shim kept=1 ;;
		esac
	done
}
