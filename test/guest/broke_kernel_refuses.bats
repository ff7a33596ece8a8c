# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Where the kernel refuses MPTCP (sysctl, seccomp, SELinux, not built), a
# program that has all its sockets made MPTCP dies; mptcpize has no retry.
# Called by ctest; guest: broke_kernel_refuses.c.

# shellcheck disable=SC2030,SC2031 # each test is a subshell
load lib


@test "a filter, with each errno" {
	for errno in EPERM EINVAL EPROTONOSUPPORT ENOPROTOOPT; do
		export GUEST_ERRNO=$errno
		both tcp "$GUESTS/broke_kernel_refuses" filtered
		listeners shim "refused=4 $errno=4"
		dialers shim kept=4
	done
}

@test "a filter, with each errno, multipathtcp=1" {
	MODE=1
	for errno in EACCES EPROTONOSUPPORT ENOBUFS; do
		export GUEST_ERRNO=$errno
		both tcp "$GUESTS/broke_kernel_refuses" filtered
		is "$(counted shim listener)" "refused=4 $errno=8" listeners
		is "$(counted shim dialer)" "refused=4 $errno=8" dialers
	done
}

@test "a filter, multipathtcp=3" {
	export MODE=3 GUEST_ERRNO=EPERM
	both tcp "$GUESTS/broke_kernel_refuses" filtered
	dialers shim "refused=4 EPERM=4"
	listeners shim kept=4
}

@test "a filter that comes after socket()" {
	export GUEST_ERRNO=EPERM
	guest broke_kernel_refuses filtered_later "" "refused=1 EPERM=1"
}

@test "a filter that comes after socket(), multipathtcp=3" {
	export GUEST_ERRNO=EPERM
	MODE=3 guest broke_kernel_refuses filtered_later "" kept=1
}

@test "the sysctl, and on again" {
	both "" "$GUESTS/broke_kernel_refuses" sysctl
	listeners shim "upgraded=1 refused=2 ENOPROTOOPT=2"
}
