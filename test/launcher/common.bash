# SPDX-License-Identifier: MIT
#
# What the launcher's bats files share. Loaded by each of them; no test here.
# Every test that concerns the scripts runs them in each of SHELLS: dash is
# Debian's sh, busybox ash Alpine's.
# The library under test comes from SHIM; without it a dummy serves.
# shellcheck shell=bash disable=SC2086,SC2154

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
LAUNCHER=$TOP/scripts/mptcpdefault
ENTRYPOINT=$TOP/scripts/entrypoint
SHIM=${SHIM:-$TOP/build/libmptcpdefault.so}
PYTHON=/usr/bin/python3

SHELLS=()
for s in dash 'busybox ash' 'bash --posix'; do
	if ${s%% *} ${s#"${s%% *}"} -c : 2>/dev/null; then
		SHELLS+=("$s")
	fi
done
# The program that replaces the script, until it has: TRY=1.
case ${BATS_TEST_FILENAME##*/} in
run.bats | check.bats | entrypoint.bats | units.bats | systemd.bats | \
	completion.bats | doc.bats) TRY=1 ;;
esac
if [ -n "${TRY-}" ]; then
	LAUNCHER=${PROGRAM:-$TOP/build/mptcpdefault}
	SHELLS=('')
fi
export TOP LAUNCHER ENTRYPOINT SHIM PYTHON

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

# launcher ARG...: in the shell of the moment.
launcher()
{
	$SH "$LAUNCHER" "$@"
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
		printf 'missing: %s\nin:\n%s\n(%s)\n' "$1" "$output" "${SH-}"
		return 1
	}
}

says_not()
{
	[[ $output != *"$1"* ]] || {
		printf 'unwanted: %s\nin:\n%s\n(%s)\n' "$1" "$output" "${SH-}"
		return 1
	}
}

# is RC: what run's status has to be.
is()
{
	[ "$status" -eq "$1" ] || {
		printf 'status %s, not %s:\n%s\n(%s)\n' "$status" "$1" \
			"$output" "${SH-}"
		return 1
	}
}
