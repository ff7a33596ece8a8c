# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's PostgreSQL under the shim, a cluster of its own: what a backend asks
# of an MPTCP client's connection. It showed tcp_user_timeout as -1 and logged
# an error at each connection. ctest calls it; needs root, to be postgres.

load lib

setup() {
	local initdb
	for initdb in /usr/lib/postgresql/*/bin/initdb; do
		BIN=${initdb%/*}
	done
	needs_programs "$BIN/initdb" "$BIN/psql" runuser jq
	[ "$(id -u)" = 0 ] || skip "needs root"
	# Where bats keeps its files an ordinary user may not go.
	D=$(mktemp -d)
	chown postgres "$D"
	runuser -u postgres -- "$BIN/initdb" -D "$D/data" -A trust -N \
		>"$T/initdb" 2>&1 3>&-
}

teardown() {
	reap
	rm -rf "${D:-}"
}

# ask MODE HOST PORT: a client that asks for MPTCP where MODE does.
ask() {
	under "psql" "$1" "$BIN/psql" -XAt -h "$2" -p "$3" -U postgres \
		-c 'show tcp_user_timeout' -c 'show tcp_keepalives_idle' \
		-c 'show tcp_keepalives_count' -c 'select count(*) from
		generate_series(1, 100000)' postgres
}

# serves NAME MODE: in NAME.told what clients were told, in NAME.log the rest.
serves() {
	local name=$1 mode=$2 port host pid
	port=$(free_port)
	start "$name" "$mode" env "MPTCPDEFAULT=multipathtcp=$mode,$(
	)report=file:$D/$name.report,format=json" \
		runuser -u postgres -- "$BIN/postgres" \
		-D "$D/data" -p "$port" -k "$D" \
		-c listen_addresses=127.0.0.1,::1 -c log_line_prefix=
	wait_listening "$name" "$port" 2
	poll "$name to be ready" grep -q 'ready to accept' "$T/$name.err"
	[ "$mode" = none ] || is "$(listener_proto "$port")" \
		"$(want_listener "$mode")" "listener of $name" || {
		# Why, it says itself.
		kill -s INT "$(head -n 1 "$D/data/postmaster.pid")"
		finish "$name" 0
		cat "$D/$name.report" "$T/$name.err"
		return 1
	}
	for host in 127.0.0.1 ::1; do
		ask none "$host" "$port"
		ask 3 "$host" "$port"
	done >"$T/$name.told"
	read -r pid <"$D/data/postmaster.pid"
	kill -s INT "$pid"
	finish "$name" 0
	# How it ends differs from run to run.
	sed -n '/ready to accept/,/fast shutdown/p' "$T/$name.err" \
		>"$T/$name.log"
}

@test "what it tells of connections, and its log" {
	local mode
	serves plain none
	is "$(grep -c '^0$' "$T/plain.told")" 4 "tcp_user_timeout"
	for mode in 2 1; do
		serves "shim$mode" "$mode"
		diff -u "$T/plain.told" "$T/shim$mode.told"
		diff -u "$T/plain.log" "$T/shim$mode.log"
		assert_law "$D/shim$mode.report" "$mode"
		is "$(jq -cs 'map(.missed) | add' "$D/shim$mode.report")" \
			'{}' "missed with multipathtcp=$mode"
	done
}
