# SPDX-License-Identifier: MIT
#
# A peer whose protocol is known because it asks for it by itself: clients
# and small servers, plain TCP or native MPTCP. The programs under test talk
# to it, so that a wrong answer of the shim can't hide in both ends. It runs
# without the shim; the .bats files call it.

import hashlib
import socket
import struct
import sys

IPPROTO_MPTCP = 262
SOL_MPTCP = 284
MPTCP_INFO = 1
INFO_FLAGS = 8
FLAG_FALLBACK = 1
PROTOCOL = {"tcp": socket.IPPROTO_TCP, "mptcp": IPPROTO_MPTCP}


def make_socket(proto, host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, PROTOCOL[proto])
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return sock


def dial(proto, host, port):
    sock = make_socket(proto, host)
    sock.settimeout(60)
    sock.connect((host, int(port)))
    return sock


def make_listener(proto, host, port):
    sock = make_socket(proto, host)
    sock.bind((host, int(port)))
    sock.listen()
    return sock


def spoken(sock):
    """What the wire carries, as the kernel of this end tells it."""
    protocol = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL)
    if protocol != IPPROTO_MPTCP:
        return "tcp"
    # Once fallen back, the kernel hands SOL_MPTCP on to TCP, which refuses.
    try:
        info = sock.getsockopt(SOL_MPTCP, MPTCP_INFO, 96)
    except OSError:
        return "fallback"
    flags = struct.unpack_from("=I", info, INFO_FLAGS)[0]
    return "fallback" if flags & FLAG_FALLBACK else "mptcp"


def blocks(read):
    while True:
        block = read(65536)
        if not block:
            return
        yield block


def sha256(read):
    digest = hashlib.sha256()
    for block in blocks(read):
        digest.update(block)
    return digest.hexdigest()


def get(proto, host, port, path):
    """Fetch over HTTP: protocol, status and the body's sha256."""
    sock = dial(proto, host, port)
    sock.sendall(b"GET %s HTTP/1.0\r\nHost: test\r\n\r\n" % path.encode())
    answer = sock.makefile("rb")
    status = answer.readline().split()[1].decode()
    protocol = spoken(sock)
    skip_header(answer)
    print(protocol, status, sha256(answer.read1))


def skip_header(stream):
    length = 0
    while True:
        line = stream.readline().rstrip()
        if not line:
            return length
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)


def talk(proto, host, port):
    """Send standard input, half-close, print the answer; protocol to 2."""
    sock = dial(proto, host, port)
    sock.sendall(sys.stdin.buffer.read())
    print(spoken(sock), file=sys.stderr)
    sock.shutdown(socket.SHUT_WR)
    for block in blocks(sock.recv):
        sys.stdout.buffer.write(block)


def serve(proto, host, port, path):
    """HTTP: GET answers with the file, PUT with the body's sha256."""
    listener = make_listener(proto, host, port)
    while True:
        sock = listener.accept()[0]
        request = sock.makefile("rb")
        method = request.readline().split()[0]
        length = skip_header(request)
        print(spoken(sock), flush=True)
        if method == b"PUT":
            digest = hashlib.sha256(request.read(length)).hexdigest()
            body = digest.encode() + b"\n"
        else:
            with open(path, "rb") as content:
                body = content.read()
        sock.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                     % (len(body), body))
        sock.shutdown(socket.SHUT_WR)
        # Our close must find nothing unread, or it would be a reset.
        for _ in blocks(request.read1):
            pass
        request.close()
        sock.close()


def sink(proto, host, port):
    """Take one connection to its end; answer with the sha256 of it."""
    sock = make_listener(proto, host, port).accept()[0]
    digest = sha256(sock.recv)
    print(spoken(sock), digest)
    sock.sendall(digest.encode() + b"\n")


COMMANDS = {"get": get, "talk": talk, "serve": serve, "sink": sink}
COMMANDS[sys.argv[1]](*sys.argv[2:])
