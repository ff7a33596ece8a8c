#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# 64 threads that do all that can be done with sockets, at random: nothing
# hangs, crashes or leaks, and every report is exact. $SEED repeats a run (as
# far as threads repeat), $ROUNDS makes it longer, $UNDER is what to run it under:
# scripts/soak, scripts/sanitize.

load lib

setup() {
	needs_own_network
}

# few_off MODE FOUND WANTED: without asking the kernel births alone count
# dialers, as in modes 0 and 2. A number that dup() gave, and that had been
# another socket's before, is then counted once more, or not at all.
few_off() {
	local off=$(($2 - $3)) most=0

	[ "$1" != 0 ] && [ "$1" != 2 ] || most=3
	[ "${off#-}" -le "$most" ] || {
		echo "dialers: found $2, wanted $3, may differ by $most"
		return 1
	}
}

# stress MODE: the program's own count is the reports' sum.
stress() {
	local out dialers listeners reports threads=${THREADS:-64}
	# shellcheck disable=SC2086 # words
	out=$(alone "$1" ${UNDER:-} "$GUESTS/stress" "${SEED:-$RANDOM}" \
		"$threads" "${ROUNDS:-150}") || {
		echo "multipathtcp=$1: status $?: $out"
		return 1
	}
	echo "multipathtcp=$1: $out"
	read -r dialers listeners reports < <(sed -n 's/^counted //p' <<<"$out")
	[ "$listeners" -gt "$threads" ] && [ "$dialers" -gt "$threads" ]
	reported "any*$reports"
	few_off "$1" "$(total run dialer seen)" "$dialers"
	is "$(total run listener seen)" "$listeners" listeners
	[ "$(total run dialer native)" -gt 0 ] && [ "$(total run listener native)" -gt 0 ]
	[ "$(total run dialer "$(outcome_of dialer "$1")")" -gt "$threads" ]
	[ "$(total run listener "$(outcome_of listener "$1")")" -gt "$threads" ]
}

@test "without the library" {
	alone none "$GUESTS/stress" "${SEED:-1}" "${THREADS:-64}" \
		"${ROUNDS:-150}"
}

@test "listeners only" {
	stress 2
}

@test "both roles" {
	stress 1
}

@test "dialers only" {
	stress 3
}

@test "off" {
	stress 0
}
