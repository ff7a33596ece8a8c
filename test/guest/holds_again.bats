# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A listener whose port the kernel had chosen was used, shut down and listened
# on again: it got EADDRINUSE for the port that its replaced socket had by
# number, where TCP takes another one. Called by ctest.

load lib

@test "listen() again, after a shutdown, with a connection still open" {
	alike "0 1 2 3" "$PYTHON" -c '
import errno, socket
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, ""),
                     (socket.AF_INET6, "::1")):
    for named in False, True:
        l = socket.socket(family)
        l.bind((host, 0))
        if named:
            port = l.getsockname()[1]
            l.close()
            l = socket.socket(family)
            l.bind((host, port))
        l.listen(4)
        port = l.getsockname()[1]
        to = host or "127.0.0.1"
        client = socket.create_connection((to, port))
        accepted = l.accept()[0]
        l.shutdown(socket.SHUT_RD)
        try:
            l.listen(4)
            print(named, "listens", l.getsockname()[1] == port)
            with socket.create_connection((to, l.getsockname()[1])) as c:
                c.sendall(b"again")
                print(l.accept()[0].recv(9))
        except OSError as e:
            print(named, errno.errorcode[e.errno])
        client.sendall(b"first")
        print(accepted.recv(9))
        for s in client, accepted, l:
            s.close()'
	grep -q 'listens False' "$T/plain.out"
}
