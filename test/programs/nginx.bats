# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's nginx under the shim: a master that listens for two workers, with
# and without reuseport, deferred, on both families, and workers that dial an
# upstream as another user. ctest calls it.

load nginx

setup() {
	needs_programs nginx curl
	payload
}

teardown() {
	reap
}

WORKERS=2

listens() {
	local mode=$1 plain reuse defer listener
	listener=$(want_listener "$mode")
	plain=$(free_port)
	reuse=$(free_port)
	defer=$(free_port)
	configure "$(id -un)" "
		server { listen 127.0.0.1:$plain; listen [::1]:$plain; }
		server {
			listen 127.0.0.1:$reuse reuseport;
			listen [::]:$reuse reuseport ipv6only=on;
		}
		server { listen 127.0.0.1:$defer deferred so_keepalive=30s::3; }"
	start_nginx "$mode" "$defer"
	wait_listening nginx "$plain" 2
	wait_listening nginx "$reuse" 4
	fetch_native nginx ::1 "$plain" /payload "$listener"
	fetch_native nginx 127.0.0.1 "$reuse" /payload "$listener"
	fetch_plain nginx ::1 "$reuse" /payload "$listener"
	fetch_native nginx 127.0.0.1 "$defer" /payload "$listener"
	fetch_plain nginx 127.0.0.1 "$defer" /payload "$listener"
	stop nginx QUIT 0
	# With reuseport there is one listener for each of the two workers.
	expect_report nginx "$mode" nginx listener=7 processes=1
}

@test "nginx listens, multipathtcp=0" { listens 0; }
@test "nginx listens, multipathtcp=1" { listens 1; }
@test "nginx listens, multipathtcp=2" { listens 2; }
@test "nginx listens, multipathtcp=3" { listens 3; }

# Sockets opened at a reload come after the workers were forked.
reloads() {
	local mode=$1 old new
	old=$(free_port)
	new=$(free_port)
	configure "$(id -un)" "server { listen 127.0.0.1:$old; }"
	start_nginx "$mode" "$old"
	configure "$(id -un)" "
		server { listen 127.0.0.1:$old; listen 127.0.0.1:$new; }"
	kill -s HUP "${PID_OF[nginx]}"
	wait_listening nginx "$new"
	poll "the old workers to end" has_family nginx 3
	is "$(listener_proto "$old")" "$(want_listener "$mode")" "old listener"
	fetch_native nginx 127.0.0.1 "$new" /payload "$(want_listener "$mode")"
	stop nginx QUIT 0
	expect_report nginx "$mode" nginx listener=2
}

@test "nginx reloads, multipathtcp=1" { reloads 1; }
@test "nginx reloads, multipathtcp=2" { reloads 2; }

# The workers dial, so they report, and can do so only where they may write.
proxies() {
	local mode=$1 port upstream proto worker
	worker=$(id -un)
	[ "$worker" != root ] || worker=nobody
	port=$(free_port)
	upstream=$(free_port)
	configure "$worker nogroup" "server {
		listen 127.0.0.1:$port;
		location / { proxy_pass http://127.0.0.1:$upstream; }
	}"
	: >"$(report_of nginx)"
	chmod 666 "$(report_of nginx)"
	chmod -R a+rwX "$T/tmp"
	chmod a+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$T"
	start_nginx "$mode" "$port"
	for proto in mptcp tcp; do
		start_peer upstream serve "$proto" 127.0.0.1 "$upstream" "$PAYLOAD"
		wait_listening upstream "$upstream"
		freeze upstream
		start_peer client get mptcp 127.0.0.1 "$port" /
		expect_ends "$port" mptcp "$(want_listener "$mode")"
		expect_ends "$upstream" "$(want_dialer "$mode")" "$proto"
		thaw upstream
		finish client 0
		is "$(cut -d ' ' -f 2- "$T/client.out")" "200 $PAYLOAD_SUM" \
			"what came through nginx over $proto"
		stop upstream KILL 137
	done
	stop nginx QUIT 0
	expect_report nginx "$mode" nginx listener=1 dialer=2
}

@test "nginx proxies, multipathtcp=0" { proxies 0; }
@test "nginx proxies, multipathtcp=1" { proxies 1; }
@test "nginx proxies, multipathtcp=2" { proxies 2; }
@test "nginx proxies, multipathtcp=3" { proxies 3; }
