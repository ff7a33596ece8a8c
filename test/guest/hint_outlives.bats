# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# What a program had said of an accepted socket (TCP_QUICKACK off) was still
# told of the next one under its number; IPV6_V6ONLY read 0 on an IPv6 socket
# moved to a number that had been an IPv4 one's, and 1 on a dialer that was
# never bound; TCP_NOTSENT_LOWAT read 0 on a TCP connection that has -1. Called
# by ctest; guest: hint_outlives.c.

load lib

@test "hints end with their socket" {
	MODE=2 both mptcp "$GUESTS/hint_outlives" accepted;
}

@test "hints go with their socket" {
	alike "0 1 2 3" "$GUESTS/hint_outlives" moved;
}

@test "hints of very many sockets" {
	alike "1 2" "$GUESTS/hint_outlives" many;
}

@test "TCP_NOTSENT_LOWAT of -1 is told" {
	alike "0 1 2 3" "$GUESTS/hint_outlives" lowat;
}

@test "IPV6_V6ONLY of a moved socket" {
	alike "0 1 2 3" "$GUESTS/hint_outlives" family;
}

@test "IPV6_V6ONLY of a dialer" {
	alike "0 1 2 3" "$GUESTS/hint_outlives" dialer;
}

# It says what a program reads from SO_PROTOCOL, and nothing else.
@test "so_protocol=kernel switches off one answer" {
	local asked='
import socket
s = socket.socket(socket.AF_INET6)
s.bind(("::1", 0))
print(s.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY))
for name in 31, 43: # TCP_ULP, TCP_IS_MPTCP
    try:
        print(s.getsockopt(socket.IPPROTO_TCP, name, 16))
    except OSError as error:
        print(error)
try:
    print(s.getsockopt(284, 1, 96)) # SOL_MPTCP, MPTCP_INFO
except OSError as error:
    print(error)
s.listen()
c = socket.create_connection(s.getsockname()[:2])
a = s.accept()[0]
print(a.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT),
      a.getsockopt(socket.IPPROTO_TCP, 25)) # TCP_NOTSENT_LOWAT
print(s.getsockopt(socket.SOL_SOCKET, 38), end="")' # SO_PROTOCOL
	plain plain "$PYTHON" -c "$asked"
	for MODE in 1 2; do
		LD_PRELOAD=$SHIM MPTCPDEFAULT=multipathtcp=$MODE,so_protocol=kernel,report=none \
			plain kernel "$PYTHON" -c "$asked"
		diff <(sed '$d' "$T/plain.out") <(sed '$d' "$T/kernel.out")
		is "$(tail -n 1 "$T/kernel.out")" 262 "SO_PROTOCOL"
	done
}
