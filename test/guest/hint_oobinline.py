#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""An ftp server's first act on a connection: SO_OOBINLINE. Prints what a
program sees of it on both ends. Called by hint_oobinline.bats."""

import socket


def pair():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        dialer = socket.create_connection(listener.getsockname())
        return dialer, listener.accept()[0]


def everything(receiver):
    got = b""
    while piece := receiver.recv(100):
        got += piece
    return got


for turn in 0, 1:
    ends = pair()
    sender, receiver = ends[turn], ends[1 - turn]
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
    try:
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, b"")
    except OSError as error:
        print(error)
    sender.send(b"ab")
    sender.send(b"cX", socket.MSG_OOB)
    sender.send(b"d")
    sender.close()
    print(everything(receiver))
