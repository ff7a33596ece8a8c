# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the guests' bats files share. Loaded by each of them; no test here.
# SHIM is the library under test, GUESTS the directory of the built guests.
# A guest is run plain and under the shim; both must say the same.

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
SHIM=${SHIM:-$TOP/build/libmptcpdefault.so}
GUESTS=${GUESTS:-$TOP/build/test/guest}
export PYTHON=/usr/bin/python3
MODE=2
T=$BATS_TEST_TMPDIR

# The caller's own settings would decide what the tests see.
unset LD_PRELOAD MPTCPDEFAULT GODEBUG GUEST_WIRE

needs() {
	local c

	for c; do
		command -v "$c" >/dev/null || skip "$c is missing"
	done
}

needs_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

# ended NAME STATUS: 77 is the guest's way to say that it can't.
ended() {
	[ "$2" -ne 77 ] || skip "$(tail -n 1 "$T/$1.out")"
	[ "$2" -eq 0 ] || {
		echo "$1: status $2"
		cat "$T/$1.out"
		return 1
	}
}

# plain NAME COMMAND...: as it is; output in $T/NAME.out.
plain() {
	local name=$1 status=0

	shift
	timeout -k 5 40 "$@" >"$T/$name.out" 2>&1 </dev/null 3>&- || status=$?
	ended "$name" "$status"
}

# under NAME COMMAND...: with the shim; report in $T/NAME.report.
under() {
	local name=$1 status=0

	shift
	rm -f "$T/$name.report"
	timeout -k 5 40 env LD_PRELOAD="$SHIM" \
		"MPTCPDEFAULT=$(setting "$name")" "$@" \
		>"$T/$name.out" 2>&1 </dev/null 3>&- || status=$?
	ended "$name" "$status"
}

setting() {
	printf '%s' "multipathtcp=$MODE,format=json,report=file:$T/$1.report"
}

# alike MODES COMMAND...: in each of them what it says as it is, which is in
# $T/plain.out then.
alike() {
	local modes=$1

	shift
	plain plain "$@"
	for MODE in $modes; do
		under "$MODE" "$@"
		diff -u "$T/plain.out" "$T/$MODE.out" || {
			echo "with multipathtcp=$MODE"
			return 1
		}
	done
}

# both WIRE COMMAND...: plain and under the shim it must say the same; under
# the shim the guest holds its listeners to be WIRE.
both() {
	local wire=$1

	shift
	plain plain "$@"
	under shim env "GUEST_WIRE=$wire" "$@"
	diff -u "$T/plain.out" "$T/shim.out"
}

# guest NAME CASE WIRE COUNTS: the usual test.
guest() {
	both "$3" "$GUESTS/$1" "$2"
	listeners shim "$4"
}

# counted NAME ROLE: what all processes of that run counted, as "upgraded=1".
counted() {
	[ -s "$T/$1.report" ] || return 0
	jq -rs --arg role "$2" '
		def sum($keys): . as $in | [$keys[] as $k |
			([$in[] | .[$k] // 0] | add // 0) |
			select(. != 0) | "\($k)=\(.)"];
		def why($name): map(select(any(.roles[];
				.role == $role and .[$name] > 0)) | .[$name])
			| sum([.[] | keys[]] | unique);
		if any(.[].roles[]; .seen != .upgraded + .kept + .declined
			+ .refused + .native)
		then "the law is broken"
		else (map(.roles[] | select(.role == $role)) | sum([
			"upgraded", "kept", "declined", "refused", "native"]))
			+ why("declined") + why("refused") | join(" ")
		end' "$T/$1.report"
}

# is FOUND WANTED WHAT
is() {
	[ "$1" = "$2" ] || {
		printf '%s: found "%s", wanted "%s"\n' "$3" "$1" "$2"
		return 1
	}
}

# listeners NAME COUNTS: as "upgraded=1" or "declined=1 fork=1", no more.
listeners() {
	is "$(counted "$1" listener)" "$2" "listeners" || {
		tail -n 5 "$T/$1.out" "$T/$1.report"
		return 1
	}
}

dialers() {
	is "$(counted "$1" dialer)" "$2" "dialers"
}
