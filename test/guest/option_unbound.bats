# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# listen() binds a socket that nobody has bound: of such a listener as much must
# be known as of another. Called by ctest.

load lib

@test "a listener without bind() goes back to TCP for an option" {
	alike "0 1 2 3" "$PYTHON" -c '
import socket, struct
timed = socket.socket()
timed.listen()
timed.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO,
                 struct.pack("ll", 0, 200000))
try:
    timed.accept()
except BlockingIOError:
    print("nobody came")
other = socket.socket()
other.listen()
other.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60)
print(other.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT))'
	is "$(cat "$T/plain.out")" $'nobody came\n60' "without the shim"
}
