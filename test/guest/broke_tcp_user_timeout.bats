# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# tailscale/tailscale#15063: TCP_USER_TIMEOUT fails on MPTCP, and a program
# that takes that for an error stops. Called by ctest; guest: broke_options.c.

# shellcheck disable=SC2034 # MODE is for lib.bash
load lib

@test "TCP_USER_TIMEOUT of a listener" {
	guest broke_options user_timeout_listener tcp "declined=1 option=1"
}

@test "TCP_USER_TIMEOUT of a listener, multipathtcp=1" {
	MODE=1 guest broke_options user_timeout_listener tcp \
		"declined=1 option=1"
}

@test "TCP_USER_TIMEOUT of a dialer" {
	guest broke_options user_timeout_dialer mptcp upgraded=1
	dialers shim kept=1
}

@test "TCP_USER_TIMEOUT of a dialer, multipathtcp=1" {
	MODE=1 both "" "$GUESTS/broke_options" user_timeout_dialer
	dialers shim "declined=1 option=1"
}

# system(3) in another thread is enough.
@test "TCP_USER_TIMEOUT of a dialer after a fork, in each mode" {
	for MODE in 2 1 3; do
		both "" "$GUESTS/broke_options" option_after_fork
	done
}
