# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# The same random calls with and without the shim. SEEDS, a number of seeds,
# makes it longer. Called by ctest; guest: random_calls.c.

load lib

# each_seed FUNCTION ARGUMENT...: with what is said plainly in $T/plain.out.
each_seed() {
	local seed

	for ((seed = 1; seed <= ${SEEDS:-8}; seed++)); do
		plain plain "$GUESTS/random_calls" "$seed" 3000 "${@:2}"
		[ "$(grep -c "listen ok" "$T/plain.out")" -gt 5 ]
		"$1" "$seed" "${@:2}" || {
			echo "seed $seed, mode $MODE"
			return 1
		}
	done
}

alike() {
	for MODE in 0 1 2 3; do
		under "$MODE" "$GUESTS/random_calls" "$1" 3000
		diff "$T/plain.out" "$T/$MODE.out" || return
	done
}

# What MPTCP has tried to connect it does not forget as TCP does.
alike_or_well() {
	for MODE in 0 1 2 3; do
		under "$MODE" "$GUESTS/random_calls" "$1" 3000 connect
		[ "$(wc -l <"$T/$MODE.out")" -eq 3000 ] || return
		[ $((MODE % 2)) -eq 1 ] ||
			diff "$T/plain.out" "$T/$MODE.out" || return
	done
}

@test "random calls say the same" { each_seed alike; }

@test "random calls and refused connections" { each_seed alike_or_well connect; }
