# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the retreat_*.bats files share: an option that MPTCP refuses is set on a
# listener that became MPTCP. Each has the guest of its own name. No test here.

load lib

retreat=${BATS_TEST_FILENAME##*/}
retreat=${retreat%.bats}

# goes_back CASE: to TCP, where the option is taken.
goes_back() {
	for MODE in 1 2; do
		guest "$retreat" "$1" tcp "declined=1 option=1"
	done
}

# stays CASE: who waits is served, and nothing went back.
stays() {
	for MODE in 1 2; do
		guest "$retreat" "$1" mptcp upgraded=1
		is "$(jq -cs 'map(.missed)' "$T/shim.report")" \
			'[{"TCP_MD5SIG":1}]' missed
	done
}
