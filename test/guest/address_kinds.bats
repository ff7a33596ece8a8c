# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A listener is where its program put it, whoever made the socket there; and
# listen() does what it does. Called by ctest; guest: address_kinds.c.

load lib

kind() {
	guest address_kinds "$1" mptcp "upgraded=${2:-1}"
}

@test "0.0.0.0" { kind wildcard4; }
@test ":: with V6ONLY both ways" { kind wildcard6 3; }
@test ":: where V6ONLY is the default" { kind only_by_default 3; }
@test "::ffff:127.0.0.1" { kind mapped; }
@test "nowhere" { kind unbound 2; }
@test "an address without a port" { kind no_port; }
@test "a range of ports" { kind port_range; }
@test "IP_FREEBIND" { kind freebind 2; }
@test "IP_FREEBIND, and clients" { kind freebind_served; }
@test "IP_TRANSPARENT" { kind transparent; }
@test "SO_BINDTODEVICE" { kind to_device 2; }
@test "fe80:: with a scope" {
	guest address_kinds link_local tcp "declined=1 scope=1"
}
@test "any backlog" { kind backlogs 8; }
@test "a full backlog" { kind backlog_full; }
@test "listen() again" { kind again; }
@test "listen() again while one waits" { kind again_queued; }
@test "shutdown() and listen() again" { kind shut_and_again; }
@test "SO_REUSEADDR and the port of just now" { kind restart 10; }

@test "no SO_REUSEADDR and the port of just now" {
	both mptcp "$GUESTS/address_kinds" restart_too_early
}
