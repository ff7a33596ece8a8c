# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# At the end of an MPTCP connection the kernel says FIONREAD=1, before it one
# too many: "while (in.available() > 0) in.read()" never ended. A fresh socket
# said 1 as well, a listener SIOCOUTQ=-22, a dialer that fell back twice what it
# had on its way, and SIOCATMARK was no request at all.

load lib

@test "a socket without a connection" {
	alike "0 1 2 3" "$GUESTS/ioctl_amounts" alone
}

@test "connections with TCP peers" {
	alike "0 1 2 3" "$GUESTS/ioctl_amounts" tcp
}

@test "connections with MPTCP peers" {
	alike "0 1 2 3" "$GUESTS/ioctl_amounts" mptcp
}

@test "what is none of ours" {
	alike "0 1 2 3" "$GUESTS/ioctl_amounts" others
}

@test "a service that is given its connection as standard input" {
	alike "0 1 2 3" "$GUESTS/ioctl_amounts" service
}

@test "Java's available() ends" {
	needs java javac
	local peer

	javac -d "$T" "$BATS_TEST_DIRNAME/ioctl_available.java"
	for peer in 6 262; do
		plain plain "$PYTHON" "$BATS_TEST_DIRNAME/ioctl_available.py" \
			$peer "$T"
		is "$(cat "$T/plain.out")" \
			$'client drained 1000\nserver drained 1000' "plain"
		for MODE in 0 1 2 3; do
			rm -f "$T/$MODE.report"
			plain "$MODE" env LIBRARY="$SHIM" \
				"MPTCPDEFAULT=$(setting "$MODE")" "$PYTHON" \
				"$BATS_TEST_DIRNAME/ioctl_available.py" $peer "$T"
			diff "$T/plain.out" "$T/$MODE.out"
		done
	done
	# The connections were MPTCP where the setting says so.
	MODE=1
	dialers 1 upgraded=1
	listeners 1 upgraded=1
}
