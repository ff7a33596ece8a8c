# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket that is in an epoll set before it listens stays in it, with its
# events and its data, or is left alone. Called by ctest; guest: holds_epoll.c.

load lib

@test "epoll: level-triggered" { guest holds_epoll level mptcp upgraded=1; }
@test "epoll: edge-triggered" { guest holds_epoll edge mptcp upgraded=1; }
@test "epoll: one shot, armed" { guest holds_epoll armed mptcp upgraded=1; }
@test "epoll: exclusive" { guest holds_epoll exclusive mptcp upgraded=1; }
@test "epoll: in several sets" { guest holds_epoll several mptcp upgraded=1; }
@test "epoll: in a nested set" { guest holds_epoll nested mptcp upgraded=1; }
@test "epoll: in a big set" { guest holds_epoll crowded mptcp upgraded=1; }
@test "epoll: under two numbers" { guest holds_epoll twice mptcp upgraded=1; }
@test "epoll: somebody sleeps" { guest holds_epoll asleep mptcp upgraded=1; }
@test "epoll: two listeners" { guest holds_epoll neighbours mptcp upgraded=2; }

@test "epoll: one shot, spent" {
	both "" "$GUESTS/holds_epoll" disarmed
}

@test "epoll: registered under a number closed since: left alone" {
	guest holds_epoll closed tcp "declined=1 epoll=1"
}

@test "epoll: in more sets than are looked at: left alone" {
	guest holds_epoll many_sets tcp "declined=1 epoll=1"
}
