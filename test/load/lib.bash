# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the load tests share: the guests' helpers, and a network of their own,
# so that their thousands of ports are nobody else's. No test here.

load ../guest/lib

needs_own_network() {
	needs_mptcp
	needs_namespaces
	needs ip jq
}

# alone MODE COMMAND...: in_mode in a network namespace with loopback only.
alone() {
	local mode=$1
	shift
	# shellcheck disable=SC2016 # for the sh in it
	in_mode "$mode" unshare --net sh -c \
		'ip link set lo up && exec "$0" "$@"' "$@"
}
