# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's haproxy under the shim, in front of nginx: one process with one
# listener and many dialers, all in one epoll set, and TCP options set after
# listen() that MPTCP lacks. ctest calls it.

load nginx

setup() {
	needs_programs haproxy nginx curl
	payload
}

teardown() {
	reap
}

# start_haproxy MODE
start_haproxy() {
	cat >"$T/haproxy.cfg" <<-END
		global
			maxconn 64
		defaults
			mode http
			option http-server-close
			timeout connect 60s
			timeout client 60s
			timeout server 60s
		listen front
			bind 127.0.0.1:$port
			bind [::1]:$port
			server behind 127.0.0.1:$behind
	END
	start haproxy "$1" haproxy -db -f "$T/haproxy.cfg"
	wait_listening haproxy "$port" 2
}

# passes MODE LISTENER: LISTENER is the protocol of haproxy's own listener.
passes() {
	local mode=$1 listener=$2 proto host
	port=$(free_port)
	behind=$(free_port)
	configure "$(id -un)" "server { listen 127.0.0.1:$behind; }"
	start_nginx "$mode" "$behind"
	start_haproxy "$mode"
	is "$(listener_proto "$port")" "$listener" "listener of haproxy"
	is "$(listener_proto "$behind")" "$(want_listener "$mode")" \
		"listener of nginx"
	for proto in mptcp tcp; do
		host=127.0.0.1
		[ "$proto" = tcp ] || host=::1
		poll "the last connections to end" unconnected "$port"
		poll "the last connections to end" unconnected "$behind"
		freeze nginx
		start_peer client get "$proto" "$host" "$port" /payload
		expect_ends "$port" "$proto" "$listener"
		expect_ends "$behind" "$(want_dialer "$mode")" \
			"$(want_listener "$mode")"
		thaw nginx
		finish client 0
		is "$(cut -d ' ' -f 2- "$T/client.out")" "200 $PAYLOAD_SUM" \
			"what came through for $proto"
	done
	stop haproxy USR1 0
	stop nginx QUIT 0
	expect_report nginx "$mode" nginx listener=1
	expect_report haproxy "$mode" haproxy listener=2 dialer=2
}

@test "haproxy before nginx, multipathtcp=0" { passes 0 tcp; }
@test "haproxy before nginx, multipathtcp=1" { passes 1 mptcp; }
@test "haproxy before nginx, multipathtcp=2" { passes 2 mptcp; }
@test "haproxy before nginx, multipathtcp=3" { passes 3 tcp; }
