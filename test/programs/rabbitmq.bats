# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's RabbitMQ under the shim, with a data directory of its own: it
# refused each MPTCP client (gen_tcp:accept() said einval). ctest calls it.

load lib

setup() {
	RABBITMQ=/usr/lib/rabbitmq/bin/rabbitmq-server
	needs_programs "$RABBITMQ" epmd
	# So that none is left behind.
	ERL_EPMD_PORT=$(free_port)
	export ERL_EPMD_PORT
	start epmd none epmd -port "$ERL_EPMD_PORT"
	wait_listening epmd "$ERL_EPMD_PORT"
}

teardown() {
	reap
}

# handshake PROTO PORT: the protocol's header, and the start of the answer.
handshake() {
	"$PYTHON" -I -S - "$@" <<'END'
import socket
import sys

protocol = {"tcp": 0, "mptcp": 262}[sys.argv[1]]
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)
s.settimeout(20)
s.connect(("127.0.0.1", int(sys.argv[2])))
s.sendall(b"AMQP\0\0\x09\x01")
print(s.recv(11, socket.MSG_WAITALL)[:3] + b"|")
END
}

started_or_dead() {
	grep -qs 'Server startup complete' "$T/$1.out" || gone "${PID_OF[$1]}"
}

# serves NAME MODE: in NAME.log what it says of connections.
serves() {
	local name=$1 mode=$2 port dist
	port=$(free_port)
	dist=$(free_port)
	start "$name" "$mode" env HOME="$T" \
		RABBITMQ_NODENAME="$name@localhost" \
		RABBITMQ_MNESIA_BASE="$T" RABBITMQ_LOGS=- \
		RABBITMQ_NODE_PORT="$port" RABBITMQ_DIST_PORT="$dist" \
		RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
		RABBITMQ_ENABLED_PLUGINS_FILE="$T/plugins" \
		RABBITMQ_CONF_ENV_FILE=/dev/null \
		RABBITMQ_PID_FILE="$T/$name.pid" "$RABBITMQ"
	PATIENCE=120 poll "$name to start" started_or_dead "$name"
	wait_listening "$name" "$port"
	[ "$mode" = none ] || is "$(listener_proto "$port")" \
		"$(want_listener "$mode")" "listener of $name"
	is "$(handshake tcp "$port")" "b'\\x01\\x00\\x00|'" "plain client"
	is "$(handshake mptcp "$port")" "b'\\x01\\x00\\x00|'" "MPTCP client"
	stop "$name" TERM 0
	grep -iE 'accept|einval|\[error\]' "$T/$name.out" |
		sed 's/.*\[/[/; s/<[^>]*>//g; s/:[0-9]*//g' >"$T/$name.log"
}

@test "it serves MPTCP clients, and logs as plainly" {
	local mode
	serves plain none
	for mode in 2 1; do
		serves "shim$mode" "$mode"
		diff -u "$T/plain.log" "$T/shim$mode.log"
	done
}
