# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# The table of options, shim/know/options.def, against the running kernel, and what
# listeners and their connections have of each option under the shim. Called
# by ctest; guest: option_table.c.

# shellcheck disable=SC2030,SC2031 # each test is a subshell
load lib

# told CASE: the guest judges, and the report says what it counted.
told() {
	under shim "$GUESTS/option_table" "$1"
	is "$(counted shim listener | sed 's/ [a-z]*=[0-9]*$//')" \
		"$(sed -n '/^upgraded=/{s/[a-z]*=0 *//; s/ $//; p}' \
			"$T/shim.out")" "$1: listeners"
}

@test "each row says what the kernel does" {
	plain claims "$GUESTS/option_table" claims
}

@test "set before bind()" { told first; }
@test "set before listen()" { told bound; }
@test "set after listen()" { told listening; }
@test "set and set back" { told undone; }

@test "not in the table: left alone" {
	export GUEST_WIRE=tcp
	told unknown
	[[ "$(counted shim listener)" == *unreadable* ]]
}

@test "multipathtcp=1: set before bind()" { MODE=1 told first; }
@test "multipathtcp=1: set before listen()" { MODE=1 told bound; }
@test "multipathtcp=1: set after listen()" { MODE=1 told listening; }
@test "multipathtcp=1: not in the table" { MODE=1 told unknown; }

@test "multipathtcp=3: set at any time, always TCP" {
	export MODE=3 GUEST_WIRE=tcp
	for name in first bound listening unknown; do
		under shim "$GUESTS/option_table" "$name"
	done
}
