# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A listener goes back to TCP where nobody waits for it: in a process with one
# thread, and in one whose threads are elsewhere. Who waits by an epoll set
# must not be told that the old one is gone: shutdown() says EPOLLHUP.
# Called by ctest; guest: retreat_elsewhere.c.

load retreat

@test "one thread" { goes_back alone; }

# More than one listener there.
@test "threads that wait for something else" {
	for MODE in 1 2; do
		both tcp "$GUESTS/retreat_elsewhere" elsewhere
		listeners shim "upgraded=1 declined=1 option=1"
	done
}

@test "a thread in epoll_wait()" { goes_back set; }
@test "a thread in epoll_wait() on a set of sets" { goes_back nested; }
@test "a listener that sends SIGIO" { goes_back async; }
