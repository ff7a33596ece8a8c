# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# The same random calls with and without the shim: in modes 0 and 2, where
# dialers stay TCP, they must say the same; in modes 1 and 3, where a socket
# that was refused is MPTCP, they must end well. SEEDS makes it longer: a number
# of seeds. Called by ctest; guest: random_calls.c.

load lib

@test "random calls say the same" {
	local seed

	for ((seed = 1; seed <= ${SEEDS:-12}; seed++)); do
		plain plain "$GUESTS/random_calls" "$seed" 3000
		[ "$(grep -c "listen ok" "$T/plain.out")" -gt 5 ]
		for MODE in 0 2; do
			under "$MODE" "$GUESTS/random_calls" "$seed" 3000
			diff "$T/plain.out" "$T/$MODE.out" || {
				echo "seed $seed, mode $MODE"
				return 1
			}
		done
		for MODE in 1 3; do
			under "$MODE" "$GUESTS/random_calls" "$seed" 3000
			[ "$(wc -l <"$T/$MODE.out")" -eq 3000 ]
		done
	done
}
