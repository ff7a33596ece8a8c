# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Two hosts, A (the listening one) and B (the dialing one), joined by two links
# of 100 Mbit/s each way, in network namespaces of their own.
# Sourced by two-links.bats and by scripts/bench.d/links. Touches nothing
# outside its two namespaces, and topology_down leaves nothing behind.

# Link "one" is the one that B dials over; link "two" is there for MPTCP alone.
declare -gA TOPOLOGY_ADDRESS=(
	[A.one.4]=198.51.100.1 [B.one.4]=198.51.100.2
	[A.two.4]=203.0.113.1 [B.two.4]=203.0.113.2
	[A.one.6]=2001:db8:1::1 [B.one.6]=2001:db8:1::2
	[A.two.6]=2001:db8:2::1 [B.two.6]=2001:db8:2::2
)
declare -gA TOPOLOGY_NETNS=()
TOPOLOGY_RATE=100mbit

# What this machine lacks for a topology, in words; nothing when all is there.
topology_missing() {
	local tool probe=mptcpdefault-$$-probe

	for tool in ip tc jq awk; do
		command -v "$tool" >/dev/null ||
			{ echo "no $tool on this machine"; return; }
	done
	if ! ip netns add "$probe" 2>/dev/null; then
		echo "no right to make a network namespace"
		return
	fi
	if ! ip -n "$probe" link add one type veth peer name two 2>/dev/null
	then
		echo "no veth in this kernel"
	elif ! tc -n "$probe" qdisc add dev one root tbf \
		rate $TOPOLOGY_RATE burst 64kb latency 50ms 2>/dev/null
	then
		echo "no tc tbf in this kernel"
	elif ! ip -n "$probe" mptcp limits show >/dev/null 2>&1; then
		echo "no MPTCP path manager in this kernel or this iproute2"
	elif [ "$(ip netns exec "$probe" \
		cat /proc/sys/net/mptcp/enabled 2>/dev/null)" != 1 ]
	then
		echo "net.mptcp.enabled is not 1 in a new network namespace"
	fi
	ip netns del "$probe"
}

topology_up() {
	local host link netns family address
	local -A more=([4]=/24 [6]='/64 nodad')

	TOPOLOGY_NETNS=(
		[A]=mptcpdefault-$$-A
		[B]=mptcpdefault-$$-B
	)
	for host in A B; do
		ip netns add "${TOPOLOGY_NETNS[$host]}" || return
	done
	for link in one two; do
		ip link add "$link" netns "${TOPOLOGY_NETNS[A]}" type veth \
			peer name "$link" netns "${TOPOLOGY_NETNS[B]}" || return
	done
	for host in A B; do
		netns=${TOPOLOGY_NETNS[$host]}
		# The same congestion control everywhere, whatever the machine's
		# default: every kernel has reno and lets anybody choose it.
		topology_in "$host" sh -c 'echo reno > \
			/proc/sys/net/ipv4/tcp_congestion_control' || return
		ip -n "$netns" link set lo up || return
		for link in one two; do
			for family in 4 6; do
				address=${TOPOLOGY_ADDRESS[$host.$link.$family]}
				# shellcheck disable=SC2086 # a word or none
				ip -n "$netns" addr add dev $link \
					$address${more[$family]} || return
			done
			tc -n "$netns" qdisc add dev $link root tbf \
				rate $TOPOLOGY_RATE burst 64kb latency 50ms ||
				return
			ip -n "$netns" link set $link up || return
		done
		ip -n "$netns" mptcp limits set \
			subflows 2 add_addr_accepted 2 || return
	done

	# What B sends from its address on link two leaves by link two, also
	# when it goes to A's address on link one: an ordinary multihomed host.
	netns=${TOPOLOGY_NETNS[B]}
	for family in 4 6; do
		ip -n "$netns" -$family rule add table 2 \
			from "${TOPOLOGY_ADDRESS[B.two.$family]}" || return
		ip -n "$netns" -$family route add default table 2 dev two \
			via "${TOPOLOGY_ADDRESS[A.two.$family]}" || return
	done

	# A carrier is noticed some time after both ends are up.
	for host in A B; do
		topology_wait 20 topology_ready $host || return
	done
}

topology_ready() {
	ip -n "${TOPOLOGY_NETNS[$1]}" -j addr show | jq -e '
		map(select(.ifname != "lo")) | length == 2 and
		all(.[]; .operstate == "UP" and
			all(.addr_info[] | select(.scope == "global");
				.tentative | not))' >/dev/null
}

# topology_endpoint subflow|signal 4|6: what makes a second subflow possible.
# subflow: B dials again from its address on link two;
# signal: A tells B of its address on link two.
topology_endpoint() {
	local host=B

	[ "$1" = subflow ] || host=A
	ip -n "${TOPOLOGY_NETNS[$host]}" mptcp endpoint add \
		"${TOPOLOGY_ADDRESS[$host.two.$2]}" dev two "$1"
}

topology_down() {
	local host

	for host in "${!TOPOLOGY_NETNS[@]}"; do
		ip netns del "${TOPOLOGY_NETNS[$host]}" 2>/dev/null || :
		unset "TOPOLOGY_NETNS[$host]"
	done
}

# topology_in HOST COMMAND...: runs COMMAND in HOST.
topology_in() {
	local netns=${TOPOLOGY_NETNS[$1]}

	shift
	ip netns exec "$netns" "$@"
}

# As topology_in, but the shell itself becomes COMMAND: in the background $! is
# then COMMAND's own pid.
topology_exec() {
	local netns=${TOPOLOGY_NETNS[$1]}

	shift
	exec ip netns exec "$netns" "$@"
}

# topology_sent HOST LINK: bytes that HOST put on LINK.
topology_sent() {
	ip -n "${TOPOLOGY_NETNS[$1]}" -s -j link show dev "$2" |
		jq '.[0].stats64.tx.bytes'
}

# topology_counter HOST NAME: one of the kernel's MPTcpExt counters.
topology_counter() {
	# shellcheck disable=SC2016 # the dollars are awk's
	topology_in "$1" awk -v name="$2" '
		$1 != "MPTcpExt:" { next }
		!at { for (i = 2; i <= NF; i++) if ($i == name) at = i; next }
		{ print $at; found = 1 }
		END { exit !found }' /proc/net/netstat
}

# topology_cut LINK: pulls the plug at B's end; A sees the carrier go.
topology_cut() {
	ip -n "${TOPOLOGY_NETNS[B]}" link set "$1" down
}

# topology_wait SECONDS COMMAND...: until COMMAND succeeds, time is over, or
# COMMAND says by a status above 1 that it never will.
topology_wait() {
	local deadline=$((SECONDS + $1))

	shift
	until "$@"; do
		[ $? -eq 1 ] && [ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.02
	done
}

topology_listens() {
	[ -n "$(ss -N "${TOPOLOGY_NETNS[$1]}" -Hltn "sport = :$2")" ]
}

# topology_nginx DIR PORT [NAME=VALUE...]: in the foreground, so it goes in the
# background of the caller; serves DIR/file, from both families. The variables
# are nginx's environment and nobody else's.
topology_nginx() {
	local dir=$1 port=$2

	shift 2
	mkdir -p "$dir/nginx-$port"
	cat >"$dir/nginx-$port/conf" <<-EOF
	daemon off;
	user root;
	worker_processes 1;
	pid pid;
	error_log error.log;
	events { }
	http {
		access_log off;
		sendfile on;
		client_body_temp_path body;
		proxy_temp_path proxy;
		fastcgi_temp_path fastcgi;
		uwsgi_temp_path uwsgi;
		scgi_temp_path scgi;
		server {
			listen $port;
			listen [::]:$port ipv6only=on;
			root $dir;
		}
	}
	EOF
	topology_exec A env "$@" nginx -p "$dir/nginx-$port" -c conf \
		-e error.log
}

# topology_idle: nothing waits in a queue of either link any more.
topology_idle() {
	local host link

	for host in A B; do
		for link in one two; do
			tc -n "${TOPOLOGY_NETNS[$host]}" -s -j qdisc show \
				dev $link | jq -e 'all(.[]; .backlog == 0)' \
				>/dev/null || return 1
		done
	done
}
