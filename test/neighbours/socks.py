# SPDX-License-Identifier: MIT
#
# A SOCKS proxy, version 5 without a password, for proxychains4, torsocks and
# tsocks. Whatever host it is asked for, it connects to 127.0.0.1, so no packet
# leaves the machine. Its listener is MPTCP by its own will; for each client a
# line on stdout says what the wire carried and where it was to go. Called by
# proxies.bats: socks.py PORT.

import socket
import struct
import sys
import threading

IPPROTO_MPTCP = 262


def exactly(sock, n):
    data = b""
    while len(data) < n:
        block = sock.recv(n - len(data))
        if not block:
            raise EOFError
        data += block
    return data


def target(sock):
    """Greeting and request; returns host and port."""
    exactly(sock, exactly(sock, 2)[1])
    sock.sendall(b"\5\0")
    kind = exactly(sock, 4)[3]
    if kind == 3:
        host = exactly(sock, exactly(sock, 1)[0]).decode()
    else:
        host = socket.inet_ntoa(exactly(sock, 4))
    return host, struct.unpack("!H", exactly(sock, 2))[0]


def pump(source, sink):
    while True:
        block = source.recv(65536)
        if not block:
            break
        sink.sendall(block)
    sink.shutdown(socket.SHUT_WR)


def serve(sock):
    host, port = target(sock)
    wire = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL)
    print("mptcp" if wire == IPPROTO_MPTCP else "tcp", host, port, flush=True)
    server = socket.create_connection(("127.0.0.1", port))
    sock.sendall(b"\5\0\0\1" + bytes(6))
    back = threading.Thread(target=pump, args=(server, sock))
    back.start()
    pump(sock, server)
    back.join()


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],),
                     daemon=True).start()
