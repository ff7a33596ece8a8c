# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A listener that went back to TCP was left with a port that others of the same
# user could bind (SO_REUSEPORT, lent meanwhile, stays with the port), and
# connections that were half open were reset: TCP_DEFER_ACCEPT leaves them so
# until data comes. Called by ctest; guest: retreat_port.c.

load retreat

@test "the port stays exclusive" { goes_back alone; }
@test "the port stays exclusive, with SO_REUSEADDR" { goes_back reuseaddr; }
@test "the port stays exclusive, IPv6" { goes_back v6; }
@test "the port stays exclusive, with connections" { goes_back served; }
@test "a SO_REUSEPORT group's port stays the group's" { goes_back group; }

@test "a client that has sent no data yet" { stays half; }
@test "an MPTCP client that has sent no data yet" { stays half_mptcp; }
@test "an IPv6 client that has sent no data yet" { stays half_v6; }
@test "an IPv4 client of an IPv6 listener" { stays half_mapped; }

@test "no netlink to ask by: none" { goes_back listed; }
@test "no netlink to ask by: none, IPv6" { goes_back listed_v6; }
@test "no netlink to ask by: a client" { stays listed_half; }
@test "no netlink to ask by: an IPv6 client" { stays listed_half_v6; }
@test "no netlink to ask by: a mapped client" { stays listed_half_mapped; }
