# SPDX-License-Identifier: MIT
#
# What the launcher's bats files share. Loaded by each of them; no test here.
# The program under test comes from PROGRAM, and the library from SHIM; without
# that a dummy serves.
# shellcheck shell=bash disable=SC2154

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
LAUNCHER=$(realpath -m "${PROGRAM:-$TOP/build/mptcpdefault}")
SHIM=${SHIM:-$TOP/build/libmptcpdefault.so}
PYTHON=/usr/bin/python3
export TOP LAUNCHER SHIM PYTHON

# The caller's own settings would decide what the tests see.
unset LD_PRELOAD MPTCPDEFAULT MPTCPDEFAULT_LIB GODEBUG

# A directory that another user may enter too; bats' own is for root alone.
scratch()
{
	T=$(mktemp -d)
	chmod 755 "$T"
}

dummy()
{
	mkdir -p "${1%/*}"
	gcc -shared -fPIC -nostdlib -o "$1" -x c - </dev/null
}

launcher()
{
	"$LAUNCHER" "$@"
}

# libraries PROGRAM ROOT: what it loads, copied into a root directory; nothing
# for a static one.
libraries()
{
	local f

	for f in $(ldd "$1" 2>/dev/null | grep -o '/[^ )]*[^:) ]' |
		   grep '\.so'); do
		mkdir -p "$2${f%/*}"
		cp -nL "$f" "$2$f"
	done
}

need()
{
	local c

	for c; do
		command -v "$c" >/dev/null || skip "$c is missing"
	done
}

need_root()
{
	[ "$(id -u)" = 0 ] || skip "needs root"
}

# until COMMAND: poll for at most ten seconds.
until_true()
{
	local end=$((SECONDS + 10))

	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}

# says TEXT / says_not TEXT: in what run caught.
says()
{
	[[ $output == *"$1"* ]] || {
		printf 'missing: %s\nin:\n%s\n' "$1" "$output"
		return 1
	}
}

says_not()
{
	[[ $output != *"$1"* ]] || {
		printf 'unwanted: %s\nin:\n%s\n' "$1" "$output"
		return 1
	}
}

# is RC: what run's status has to be.
is()
{
	[ "$status" -eq "$1" ] || {
		printf 'status %s, not %s:\n%s\n' "$status" "$1" "$output"
		return 1
	}
}

# becomes COMMAND...: what it starts has its process id, gets the signals that
# are sent to that, and its exit code is told.
becomes()
{
	local pid rc=0

	rm -f "$T/pid"
	"$@" sh -c 'trap "exit 9" TERM
		echo $$ >"$0.new" && mv "$0.new" "$0"
		while :; do sleep 0.05; done' "$T/pid" 3>&- &
	pid=$!
	until_true test -s "$T/pid"
	[ "$(cat "$T/pid")" = $pid ] || return 1
	kill -TERM $pid
	wait $pid || rc=$?
	[ $rc -eq 9 ]
}
