# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# What the shim takes of a program's stack: a coroutine may have 8 KB of it, a
# signal handler 2 KB. listen() once took 4 KB more than without the shim.
# Called by ctest; guest: budget_stack.c.

load lib

MOST=2047 # bytes, more than without the shim

# The binding of a name at its first call would be counted as well.
stacks() {
	"$1" "$2" env LD_BIND_NOW=1 "$GUESTS/budget_stack" all
	sed -n 's/^\([0-9]*\) \(.*\)/\2,\1/p' "$T/$2.out" | sort >"$T/$2.stack"
	[ "$(wc -l <"$T/$2.stack")" -ge 16 ]
}

setting() {
	printf '%s' "multipathtcp=$MODE,report=file:$T/report,log=file:$T/log"
}

@test "no hooked call takes 2 KB of stack more" {
	stacks plain plain
	for MODE in 0 1 2 3; do
		stacks under "$MODE"
		join -t , "$T/plain.stack" "$T/$MODE.stack" |
			awk -F , -v most="$MOST" '
				{ print $3 - $2, $1 }
				$3 - $2 > most { bad = 1 }
				END { exit NR < 16 || bad }' || {
			echo "with multipathtcp=$MODE"
			return 1
		}
	done
	[ -s "$T/log" ] && [ -s "$T/report" ]
}
