# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Another thread acts while listen() replaces a socket. A file that it opened
# under the number of a closed duplicate became the new socket; options that it
# set, registrations in epoll sets and duplicates that it made were lost; the
# second of two threads that listen on one socket got EADDRINUSE; near the
# limit it got EMFILE. Called by ctest; guest: threads_meanwhile.c.

load lib

# both modes that replace at listen(); "failed 0" is what it says plainly.
meanwhile() {
	alike "2 3" "$GUESTS/threads_meanwhile" "$1"
	grep -qx 'failed 0' "$T/plain.out"
}

@test "a duplicate is closed and its number given to a file" {
	meanwhile closed
}

@test "an option is set" {
	meanwhile option
}

@test "it is registered in an epoll set" {
	meanwhile epoll
}

@test "it is duplicated" {
	meanwhile duplicated
}

@test "another thread listens on it as well" {
	meanwhile twice
}

@test "another thread needs the last descriptor" {
	meanwhile last_descriptor
}

@test "another thread needs the last descriptor, and an option is refused" {
	alike "1 3" "$GUESTS/threads_meanwhile" last_for_option
	grep -qx 'failed 0' "$T/plain.out"
}
