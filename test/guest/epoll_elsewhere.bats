# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket was replaced while a program started by posix_spawn() or system()
# had the old one: its registration lived on in the program's epoll set, said
# EPOLLHUP for ever and could not be taken out, and a daemon spun until the
# helper had ended. Called by ctest; guest: epoll_elsewhere.c.

load lib

@test "a listener that goes back to TCP" {
	alike "1 2" "$GUESTS/epoll_elsewhere" listener
}

@test "a socket that goes back to TCP before it does anything" {
	alike "1 3" "$GUESTS/epoll_elsewhere" fresh
}

@test "a socket that becomes a listener" {
	alike "1 2 3" "$GUESTS/epoll_elsewhere" listens
}
