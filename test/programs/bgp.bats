# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# BGP with passwords (TCP_MD5SIG, which MPTCP refuses) under the shim: Debian's
# bird, one thread, and bgpd of FRRouting, with threads and as an ordinary user.
# Both set the password on listeners that listen already, after options for
# which these are TCP from the start. The neighbour is a plain bird in another
# network namespace: it dials by IPv4 and is dialed by IPv6. ctest calls it.

load lib

BGPD=/usr/lib/frr/bgpd

setup() {
	needs_programs bird birdc ip
	D=$(mktemp -d /tmp/mptcpdefault-bgp.XXXXXX)
	chmod 755 "$D"
	US=mptcpdefault-$$-us THEM=mptcpdefault-$$-them
	{ ip netns add "$US" && ip netns add "$THEM"; } 2>/dev/null ||
		skip "no right to make a network namespace"
	ip -n "$US" link add one type veth peer name two netns "$THEM" ||
		skip "no veth in this kernel"
	address "$US" one 1
	address "$THEM" two 2
}

teardown() {
	reap
	ip netns del "$US" 2>/dev/null || :
	ip netns del "$THEM" 2>/dev/null || :
	rm -rf "$D"
}

# Where a daemon that has dropped its rights can write.
report_of() {
	echo "$D/$1.report"
}

# address NAMESPACE LINK NUMBER
address() {
	ip -n "$1" link set lo up
	ip -n "$1" link set "$2" up
	ip -n "$1" address add "198.51.100.$3/24" dev "$2"
	ip -n "$1" address add "2001:db8::$3/64" nodad dev "$2"
}

# bird_conf OURS THEIRS WHO: who of four and six waits to be dialed.
bird_conf() {
	cat <<-END
		router id 198.51.100.$1;
		log stderr all;
		protocol device {}
		template bgp neighbour {
			local as 6500$1;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
		}
		protocol bgp four from neighbour {
			neighbor 198.51.100.$2 as 6500$2;
			password "four";
			$([ "$3" = four ] && echo "passive;")
			ipv4 { import none; export none; };
		}
		protocol bgp six from neighbour {
			neighbor 2001:db8::$2 as 6500$2;
			password "six";
			$([ "$3" = six ] && echo "passive;")
			ipv6 { import none; export none; };
		}
	END
}

frr_conf() {
	cat <<-END
		router bgp 65001
		 bgp router-id 198.51.100.1
		 no bgp ebgp-requires-policy
		 neighbor 198.51.100.2 remote-as 65002
		 neighbor 198.51.100.2 password four
		 neighbor 198.51.100.2 passive
		 neighbor 2001:db8::2 remote-as 65002
		 neighbor 2001:db8::2 password six
		 neighbor 2001:db8::2 timers connect 1
		 address-family ipv6 unicast
		  neighbor 2001:db8::2 activate
		 exit-address-family
	END
}

# start_bird NAME MODE NAMESPACE
start_bird() {
	start "$1" "$2" ip netns exec "$3" bird -f -c "$D/$1.conf" \
		-s "$D/$1.ctl" -P "$D/$1.pid"
}

established() {
	[ "$(birdc -s "$D/them.ctl" show protocols 2>/dev/null |
		grep -c Established)" = 2 ]
}

# meets NAME MODE COMM: a session each way, all of it TCP.
meets() {
	local file field
	bird_conf 2 1 six >"$D/them.conf"
	start_bird them none "$THEM"
	poll "two sessions of $1" established || {
		birdc -s "$D/them.ctl" show protocols all >&2
		return 1
	}
	is "$(ip netns exec "$US" ss -HtnM state all | grep -c ^mptcp)" 0 \
		"MPTCP sockets of $1"
	stop "$1" TERM 0
	stop them TERM 0
	file=$(report_of "$1")
	assert_law "$file" "$2"
	field=declined
	[ "$2" != 3 ] || field=kept
	is "$(report_get "$file" "$3" listener "$field")" 2 "listeners of $1"
	field=declined
	[ "$2" != 2 ] || field=kept
	is "$(report_get "$file" "$3" dialer "$field")" \
		"$(report_get "$file" "$3" dialer seen)" "dialers of $1"
	grep -q '"missed":{}' "$file"
}

bird_meets() {
	bird_conf 1 2 four >"$D/us.conf"
	start_bird us "$1" "$US"
	meets us "$1" bird
}

frr_meets() {
	[ -x "$BGPD" ] || skip "$BGPD is not installed"
	frr_conf >"$D/bgpd.conf"
	chown -R frr "$D"
	start bgpd "$1" ip netns exec "$US" "$BGPD" -f "$D/bgpd.conf" \
		--no_zebra -i "$D/bgpd.pid" --vty_socket "$D" -P 0
	meets bgpd "$1" bgpd
}

@test "bird with passwords, multipathtcp=1" { bird_meets 1; }
@test "bird with passwords, multipathtcp=2" { bird_meets 2; }
@test "bird with passwords, multipathtcp=3" { bird_meets 3; }
@test "bgpd of FRRouting with passwords, multipathtcp=1" { frr_meets 1; }
@test "bgpd of FRRouting with passwords, multipathtcp=2" { frr_meets 2; }
@test "bgpd of FRRouting with passwords, multipathtcp=3" { frr_meets 3; }
