# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's coturn under the shim: it asks each connection for its TTL and TOS,
# and wrote an error for each of an MPTCP client. ctest calls it.

load lib

setup() {
	needs_programs turnserver
}

teardown() {
	reap
}

# stun PROTO HOST PORT: a binding request, and the answer's type.
stun() {
	"$PYTHON" -I -S - "$@" <<'END'
import socket
import struct
import sys

protocol = {"tcp": 0, "mptcp": 262}[sys.argv[1]]
family = socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET
s = socket.socket(family, socket.SOCK_STREAM, protocol)
s.settimeout(20)
s.connect((sys.argv[2], int(sys.argv[3])))
s.sendall(struct.pack(">HHI12s", 1, 0, 0x2112A442, b"a transactio"))
print(s.recv(1000)[:2].hex())
END
}

complaints() {
	cat "$T/$1".out "$T/$1".err | grep -ciE 'TTL|TOS|getsockopt|setsockopt' ||
		:
}

serves() {
	local name=$1 mode=$2 port host proto
	port=$(free_port)
	start "$name" "$mode" turnserver -n --log-file stdout --simple-log -v \
		-L 127.0.0.1 -L ::1 -p "$port" --no-tls --no-dtls --no-cli \
		--no-udp --pidfile "$T/$name.pid" --userdb "$T/$name.db"
	wait_listening "$name" "$port" 2
	[ "$mode" = none ] || is "$(listener_proto "$port")" \
		"$(want_listener "$mode")" "listener of $name"
	for host in 127.0.0.1 ::1; do
		for proto in tcp mptcp; do
			is "$(stun "$proto" "$host" "$port")" 0101 "answer"
		done
	done
	kill -s TERM "${PID_OF[$name]}"
	poll "the end of $name" gone "${PID_OF[$name]}"
	unset "PID_OF[$name]"
}

@test "it complains as often as plainly" {
	local mode
	serves plain none
	for mode in 2 1; do
		serves "shim$mode" "$mode"
		is "$(complaints "shim$mode")" "$(complaints plain)" \
			"complaints with multipathtcp=$mode"
	done
}
