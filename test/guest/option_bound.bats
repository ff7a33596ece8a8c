# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket born MPTCP took SO_RCVTIMEO before listen(); where it could not go
# back to TCP at listen(), as the process had dropped its rights by then or
# shared the socket, accept() blocked for ever. A socket that is bound to a port
# which the program named is looked at as a listener is. Called by ctest; guest:
# option_bound.c.

load lib

setup() {
	needs jq
	needs_root
}

# refused HOW MODES WHEN OBSTACLE: plainly it is taken, and it works. Another
# user may not write the report.
refused() {
	plain plain "$GUESTS/option_bound" "${@:3}"
	is "$(cat "$T/plain.out")" "refused 0" "plainly, ${*:3}"
	for MODE in $2; do
		under "$MODE" "$GUESTS/option_bound" "${@:3}"
		is "$(grep -v 'write the report' "$T/$MODE.out")" \
			"refused $1" "multipathtcp=$MODE, ${*:3}"
		[ "$4" = user ] || is "$(jq -s '[.[].missed.SO_RCVTIMEO] |
			add // 0' "$T/$MODE.report")" "$1" "missed"
	done
}

@test "set before bind()" {
	for obstacle in user network sent executed; do
		refused 0 "1 2 3" before $obstacle
	done
}

@test "set after bind()" {
	for obstacle in user network sent executed; do
		refused 0 "1 2 3" between $obstacle
	done
}

@test "set too late" {
	for obstacle in user network sent; do
		refused 1 "1 3" after $obstacle
	done
}

@test "inherited bound, and set then" {
	refused 1 "1 3" never executed_set
}

@test "dialers, and connections that died" {
	alike "0 1 2 3" "$GUESTS/option_bound" dialer
	dialers 1 upgraded=2
	dialers 3 upgraded=2
	alike "0 1 2 3" "$GUESTS/option_bound" dead
}
