# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the guests' bats files share: run a guest as it is and under the shim,
# hold what it says against what it says plainly, and its report against what
# is expected. Loaded by each of them; no test here. Nothing waits for time to
# pass.

load ../lib

MODE=2
unset GUEST_WIRE # the caller's

# ---- run ------------------------------------------------------------------

# setting NAME: what the shim is told, in mode $MODE; a file that needs another
# one has its own. $SETTINGS is added.
setting() {
	printf 'multipathtcp=%s,format=json,report=file:%s%s' "$MODE" \
		"$T/$1.report" "${SETTINGS:+,$SETTINGS}"
}

# in_mode MODE COMMAND...: MODE is none (no shim) or a value of multipathtcp,
# then with the report $T/run.report, or another $RUN. $PRELOAD (default: the
# shim alone) says what is preloaded, in mode none all of it but the shim.
# 60 seconds are a hang.
in_mode() {
	local MODE=$1 words=(env) run=${RUN:-run}

	shift
	rm -f "$T/$run.report"
	if [ "$MODE" != none ]; then
		words+=(LD_PRELOAD="${PRELOAD-$SHIM}"
			MPTCPDEFAULT="$(setting "$run")")
	elif [ -n "${PRELOAD-}" ]; then
		words+=(LD_PRELOAD="${PRELOAD//"$SHIM"/}")
	fi
	timeout -k 5 60 "${words[@]}" "$@" 3>&-
}

# gives STATUS COMMAND...
gives() {
	local want=$1 got=0

	shift
	"$@" || got=$?
	is "$got" "$want" "exit status of $*"
}

# judged NAME MODE COMMAND...: it succeeds. Its output is in $T/NAME.out.
judged() {
	local RUN=$1 mode=$2 status=0

	shift 2
	in_mode "$mode" "$@" >"$T/$RUN.out" 2>&1 </dev/null || status=$?
	# That is the guest's way to say that it can't.
	[ "$status" -ne 77 ] || skip "$(tail -n 1 "$T/$RUN.out")"
	is "$status" 0 "exit status of $RUN" || {
		cat "$T/$RUN.out"
		return 1
	}
}

# plain NAME COMMAND...: as it is.
plain() {
	judged "$1" none "${@:2}"
}

# under NAME COMMAND...: with the shim in mode $MODE; report in $T/NAME.report.
under() {
	judged "$1" "$MODE" "${@:2}"
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
	GUEST_WIRE=$wire under shim "$@"
	diff -u "$T/plain.out" "$T/shim.out"
}

# guest NAME CASE WIRE COUNTS: the usual test.
guest() {
	both "$3" "$GUESTS/$1" "$2"
	listeners shim "$4"
}

# ---- what was counted, by all processes of a run --------------------------

# counted NAME ROLE: what it came to, as "upgraded=1".
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

# total NAME ROLE COUNTER: one number.
total() {
	report "$T/$1.report" get '*' "$2" "$3"
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

# ---- what each process reported -------------------------------------------

# reported_in FILE SPEC...: these lines and no others, see report.py.
reported_in() {
	report "$1" lines "${@:2}"
}

# reported SPEC...: by what in_mode ran last.
reported() {
	reported_in "$T/run.report" "$@"
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
