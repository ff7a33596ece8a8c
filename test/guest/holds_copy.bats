# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# What is known of a socket is known under all of its numbers. Called by ctest;
# guest: holds_copy.py.

load lib

# copied MODES [bound]
copied() {
	alike "$1" "$PYTHON" "$BATS_TEST_DIRNAME/holds_copy.py" "${@:2}"
	grep -q "Resource temporarily unavailable" "$T/plain.out"
}

@test "options of a listener under its other number" { copied "0 2 3"; }

# Born MPTCP and never bound, it is not found under its other number.
@test "options of a listener that is born MPTCP" { copied 1 bound; }
