# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# SO_REUSEADDR set on an accepted MPTCP connection: EINVAL, for which Tor closed
# it, since its sandbox also barred the question whether it is MPTCP. Who may
# bind beside a connection is nobody's concern. Called by ctest.

load lib

@test "SO_REUSEADDR and SO_REUSEPORT on a connection, and what is wrong with it" {
	alike "0 1 2 3" "$PYTHON" -c '
import errno, socket, struct
for reuse in 0, 1:
    l = socket.socket()
    l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse)
    l.bind(("127.0.0.1", 0))
    l.listen(8)
    for protocol in 0, 262:
        c = socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)
        c.connect(l.getsockname())
        a = l.accept()[0]
        for name in socket.SO_REUSEADDR, socket.SO_REUSEPORT:
            for value in 1, 0, struct.pack("i", 1), b"", b"xxx":
                try:
                    a.setsockopt(socket.SOL_SOCKET, name, value)
                    print("ok")
                except OSError as e:
                    print(errno.errorcode[e.errno])
        c.sendall(b"hello")
        print(a.recv(9))'
	is "$(grep -cx ok "$T/plain.out")" 24 "without the shim"
}
