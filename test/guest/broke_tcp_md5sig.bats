# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# golang/go#74643, osrg/gobgp#3021: BGP daemons set TCP_MD5SIG on a listener,
# which MPTCP refuses; they do so before listen() and, for a new neighbour,
# long after. Called by ctest; guest: broke_options.c.

load lib

@test "TCP_MD5SIG before listen()" {
	guest broke_options md5_before tcp "declined=1 unreadable=1"
}

@test "TCP_MD5SIG before listen(), multipathtcp=1" {
	MODE=1 guest broke_options md5_before tcp "declined=1 option=1"
}

@test "TCP_MD5SIG after listen()" {
	guest broke_options md5_after "" "declined=1 option=1"
}

@test "TCP_MD5SIG after listen(), multipathtcp=1" {
	MODE=1 guest broke_options md5_after "" "declined=1 option=1"
}

@test "TCP_MD5SIG after listen(), known to an epoll set and copied" {
	guest broke_options md5_after_epoll "" "declined=1 option=1"
}

# Whether it can be had or not: the client in the queue is served.
@test "TCP_MD5SIG after listen(), somebody waits in the queue" {
	both "" "$GUESTS/broke_options" md5_after_queued
}
