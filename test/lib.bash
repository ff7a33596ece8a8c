# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What bats files of all folders share: the library, the guests, what a test
# can't do without. Loaded by their own lib.bash, or by themselves; no test here.

bats_require_minimum_version 1.5.0
set -u

TOP=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
SHIM=$(realpath -m "${SHIM:-$TOP/build/test/libmptcpdefault.so}")
GUESTS=$(realpath -m "${GUESTS:-$TOP/build/test/test/guests}")
PYTHON=/usr/bin/python3
# shellcheck disable=SC2034 # for who loads it
T=${BATS_TEST_TMPDIR:-}
export SHIM GUESTS PYTHON

# Without it everything would be as it is plain, and some would pass.
[ -r "$SHIM" ] || {
	echo "no library at $SHIM" >&2
	exit 1
}

# The caller's own settings would decide what the tests see.
unset LD_PRELOAD MPTCPDEFAULT GODEBUG

# needs COMMAND...: skips aloud where one is missing; so do all needs_*.
needs() {
	local command

	for command; do
		command -v "$command" >/dev/null || skip "$command is missing"
	done
}

needs_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

# needs_namespaces: mount and network ones.
needs_namespaces() {
	needs_root
	unshare --mount --net true 2>/dev/null || skip "can't unshare here"
}

needs_mptcp() {
	[ "$(cat /proc/sys/net/mptcp/enabled 2>/dev/null)" = 1 ] ||
		skip "this kernel has no MPTCP, or it is off"
}

needs_ipv6() {
	grep -q '^0\{31\}1 ' /proc/net/if_inet6 2>/dev/null ||
		skip "there is no ::1"
}

# report FILE COMMAND...: see report.py.
report() {
	"$PYTHON" -I -S "$TOP/test/report.py" "$@"
}

# is FOUND WANTED WHAT: the one comparison, so that each failure reads alike.
is() {
	[ "$1" = "$2" ] || {
		printf '%s: found "%s", wanted "%s"\n' "$3" "$1" "$2" >&2
		return 1
	}
}
