# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# A socket may listen once it is known how its connect() went, and not before:
# in each mode as without the library. Called by ctest.

load lib

@test "listen() after a connect() that was refused" {
	alike "0 1 2 3" "$PYTHON" -c '
import errno, select, socket
closed = socket.socket()
closed.bind(("127.0.0.1", 0))
for blocking in False, True:
    dialer = socket.socket()
    dialer.setblocking(blocking)
    dialer.connect_ex(closed.getsockname())
    select.select([], [dialer], [])
    dialer.bind(("127.0.0.1", 0))
    try:
        dialer.listen()
        print("listens")
    except OSError as err:
        print(errno.errorcode[err.errno])'
	is "$(cat "$T/plain.out")" $'EINVAL\nlistens' "without the shim"
}
