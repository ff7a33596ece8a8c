# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Urgent bytes always come in line on an MPTCP connection, so asking for just
# that is no error there: an ftp server gave up where it was one.

load lib

@test "SO_OOBINLINE on a connection: taken, and urgent bytes are in line" {
	alike "0 1 2 3" "$PYTHON" "$BATS_TEST_DIRNAME/hint_oobinline.py"
	[[ $(cat "$T/plain.out") == *"b'abcXd'"*"b'abcXd'"* ]]
}
