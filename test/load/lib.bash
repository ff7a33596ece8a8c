# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the load tests share: the guests' helpers, and a network of their own,
# so that their thousands of ports are nobody else's. No test here.

load ../guest/lib2
# shellcheck disable=SC2034 # for lib2
HERE=$BATS_TEST_DIRNAME/../guest

# alone MODE COMMAND...: in_mode in a network namespace with loopback only.
alone() {
	local mode=$1
	shift
	# shellcheck disable=SC2016 # for the sh in it
	in_mode "$mode" unshare --net sh -c \
		'ip link set lo up && exec "$0" "$@"' "$@"
}

# total ROLE COUNTER: over all processes of the last run.
total() {
	jq -s --arg role "$1" --arg counter "$2" \
		'map(.roles[] | select(.role == $role)[$counter]) | add // 0' \
		"$BATS_TEST_TMPDIR/report"
}

# is FOUND WANTED WHAT
is() {
	[ "$1" = "$2" ] || {
		echo "$3: found $1, wanted $2" >&2
		return 1
	}
}
