# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# What a new socket has depends on sysctls, which change: what differs from it
# is the program's own, wherever the value comes from. Called by ctest, as
# root; guest: option_sysctl.c.

load lib

@test "sysctl: changed before listen()" {
	guest option_sysctl unset mptcp upgraded=1
}

@test "sysctl: changed before socket()" {
	guest option_sysctl before mptcp upgraded=1
}

@test "sysctl: set to the default" {
	guest option_sysctl to_default mptcp upgraded=1
}

@test "sysctl: set to what was the default" {
	guest option_sysctl to_former mptcp upgraded=1
}

@test "sysctl: the TTL set to what was the default" {
	guest option_sysctl ttl_to_former tcp "declined=1 option=1"
}

@test "sysctl: TCP_SYNCNT set to what was the default" {
	guest option_sysctl retries_to_former tcp "declined=1 option=1"
}

@test "sysctl: TCP_LINGER2 set to what was the default" {
	guest option_sysctl linger_to_former tcp "declined=1 option=1"
}

@test "sysctl: a socket that has what was the default" {
	guest option_sysctl discovery tcp "declined=1 option=1"
}

@test "sysctl: another congestion control by then" {
	guest option_sysctl congestion mptcp upgraded=1
}
