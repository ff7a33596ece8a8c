# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A registration that EPOLLONESHOT had disarmed was armed again when the socket
# was replaced. Nothing makes a disarmed one anew, so the socket is left as it
# is. Called by ctest; guest: holds_oneshot.c.

load lib

@test "a one-shot registration that has fired stays silent" {
	guest holds_oneshot fired tcp "declined=1 epoll=1"
	is "$(grep -cx 'silent 0' "$T/plain.out")" 2 "without the shim"
}

@test "a one-shot registration that has not fired fires once" {
	guest holds_oneshot armed mptcp upgraded=1
}
