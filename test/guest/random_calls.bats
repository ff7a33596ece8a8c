# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# The same random calls with and without the shim. SEEDS, a number of seeds,
# makes it longer. Called by ctest; guest: random_calls.c.

load lib

# each_seed MODES [connect]: in the modes they must say the same.
each_seed() {
	local seed

	for ((seed = 1; seed <= ${SEEDS:-8}; seed++)); do
		echo "seed $seed"
		alike "$1" "$GUESTS/random_calls" "$seed" 3000 "${@:2}"
		[ "$(grep -c "listen ok" "$T/plain.out")" -gt 5 ]
	done
}

@test "random calls say the same" { each_seed "0 1 2 3"; }

@test "random calls and refused connections" { each_seed "0 2" connect; }

# What MPTCP has tried to connect it does not forget as TCP does.
@test "random calls and refused connections of MPTCP end well" {
	local seed

	for ((seed = 1; seed <= ${SEEDS:-8}; seed++)); do
		for MODE in 1 3; do
			under "$MODE" "$GUESTS/random_calls" "$seed" 3000 connect
			[ "$(wc -l <"$T/$MODE.out")" -eq 3000 ]
		done
	done
}
