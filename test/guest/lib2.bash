# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What report_*, life_*, refusal_*, neighbour_*, libc_*, secure_* and load_*
# .bats files share: find the guests and the shim, run a guest in a mode, hold
# its report against what is expected. Nothing here waits for time to pass.

set -u

SHIM=${SHIM:-$BATS_TEST_DIRNAME/../../build/libmptcpdefault.so}
GUESTS=${GUESTS:-$BATS_TEST_DIRNAME/../../build/test/guest}
SHIM=$(realpath -m "$SHIM")
GUESTS=$(realpath -m "$GUESTS")
PYTHON=/usr/bin/python3
HERE=$BATS_TEST_DIRNAME
export SHIM GUESTS

# needs GUEST...: fails where one was not built; skips aloud without MPTCP.
needs() {
	local guest
	[ -r "$SHIM" ] || {
		echo "no shim at $SHIM" >&2
		return 1
	}
	for guest; do
		[ -x "$GUESTS/$guest" ] || {
			echo "no guest $GUESTS/$guest" >&2
			return 1
		}
	done
	[ -x "$PYTHON" ] || skip "no $PYTHON"
	[ "$(cat /proc/sys/net/mptcp/enabled 2>/dev/null)" = 1 ] ||
		skip "this kernel has no MPTCP, or it is off"
}

# needs_root: as root, able to make namespaces.
needs_root() {
	[ "$(id -u)" = 0 ] || skip "not root"
	unshare --mount --net true 2>/dev/null || skip "can't unshare here"
}

needs_program() {
	local program
	for program; do
		command -v "$program" >/dev/null ||
			skip "$program is not installed"
	done
}

# shared NAME: build life_libs/NAME.c as a shared library, once per file;
# its path is then in $shared.
shared() {
	shared=$BATS_FILE_TMPDIR/$1.so
	[ -e "$shared" ] || {
		needs_program "${CC:-cc}"
		"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -O1 -shared -fPIC \
			-o "$shared.$$" "$HERE/life_libs/$1.c"
		mv "$shared.$$" "$shared"
	}
}

# in_mode MODE COMMAND...: MODE is none (no shim) or a value of multipathtcp,
# then with a JSON report for reported(). $PRELOAD (default: the shim alone) says
# what is preloaded, $SETTINGS is added to the settings. 60 seconds are a hang.
in_mode() {
	local mode=$1 preload=${PRELOAD-$SHIM} report=$BATS_TEST_TMPDIR/report
	shift
	rm -f "$report"
	if [ "$mode" = none ]; then
		timeout -s KILL 60 env ${PRELOAD:+LD_PRELOAD="${PRELOAD//"$SHIM"/}"} "$@" 3>&-
		return
	fi
	timeout -s KILL 60 env LD_PRELOAD="$preload" \
		MPTCPDEFAULT="multipathtcp=$mode,report=file:$report,format=json${SETTINGS:+,$SETTINGS}" \
		"$@" 3>&-
}

# gives STATUS COMMAND...
gives() {
	local want=$1 got=0
	shift
	"$@" || got=$?
	[ "$got" = "$want" ] || {
		echo "exit status $got, not $want: $*" >&2
		return 1
	}
}

# reported_in FILE SPEC...: see report_check.py.
reported_in() {
	"$PYTHON" "$HERE/report_check.py" "$@"
}

# reported SPEC...: by what in_mode ran last.
reported() {
	reported_in "$BATS_TEST_TMPDIR/report" "$@"
}

# outcome_of ROLE MODE: what a plain socket becomes.
outcome_of() {
	case $1$2 in
	dialer[13] | listener[12]) echo upgraded ;;
	*) echo kept ;;
	esac
}

# figures MODE DIALERS LISTENERS: the SPEC of a process with that many.
figures() {
	echo "dialer.seen=$2,dialer.$(outcome_of dialer "$1")=$2,listener.seen=$3,listener.$(outcome_of listener "$1")=$3"
}
