# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A sandbox's seccomp filter kills for system calls that its program does not
# make (Chromium's renderers): setsockopt() asked the kernel by getsockopt(),
# with multipathtcp=0 and where nothing listens too. Called by ctest; guest:
# filter_options.c.

load lib

@test "setsockopt() asks nothing that a filter may kill for" {
	alike "2" "$GUESTS/filter_options" kinds
}

@test "multipathtcp=0: nor of any socket" {
	OFF=1 alike "0" "$GUESTS/filter_options" kinds
}
