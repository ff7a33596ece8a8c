#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Programs that run with more rights than who starts them: setuid, setgid, file
# capabilities. Whatever way the shim came into them, the environment is not
# believed: the default policy holds, and no file is opened that it names. And
# files that others may tamper with. ctest calls it; guest: secured.c; what
# happens is in box.sh.

load ../lib

setup() {
	needs_namespaces
	needs_mptcp
	needs setcap setpriv strace
}

box() {
	timeout -k 5 60 unshare --mount --propagation private \
		bash "$BATS_TEST_DIRNAME/box.sh" "$1"
}

@test "LD_PRELOAD with a path: the loader drops it" {
	box by_path
}

@test "LD_PRELOAD with the name of a setuid library" {
	box by_name
}

@test "/etc/ld.so.preload" {
	box everywhere
}

@test "no file that the environment names is opened" {
	box untouched
}

@test "a child of a setuid program" {
	box children
}

@test "setuid without effect: the environment counts" {
	box nothing_gained
}

@test "no link is followed where others may write" {
	box links
}

@test "a report or log is its owner's alone, and never cut" {
	box modes
}
