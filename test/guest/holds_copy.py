# SPDX-License-Identifier: MIT
"""A listener under two numbers: what is done under one holds under the other.
Says what a program sees; "bound": only of listeners that were bound. Run by
holds_copy.bats."""

import os
import socket
import struct
import sys

# Numbers that no socket has had, so that nothing is known of them.
held = [os.open("/dev/null", os.O_RDONLY) for _ in range(20)]


def pair(bound, first):
    one = socket.socket()
    if bound:
        one.bind(("127.0.0.1", 0))
    two = socket.socket(fileno=os.dup(one.fileno()))
    return (one, two) if first else (two, one)


def said(call, *arguments):
    try:
        return call(*arguments)
    except OSError as err:
        return os.strerror(err.errno)


for bound in [True] if sys.argv[1:] == ["bound"] else [True, False]:
    for first in (True, False):
        listener, copy = pair(bound, first)
        listener.listen()
        copy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO,
                        struct.pack("ll", 0, 200000))
        print(bound, first, said(copy.accept))
        listener, copy = pair(bound, first)
        listener.listen()
        for end in listener, copy:
            # TCP_USER_TIMEOUT; IP_RECVORIGDSTADDR, which can't be carried
            for level, name in (socket.IPPROTO_TCP, 18), (socket.SOL_IP, 20):
                said(end.setsockopt, level, name, 1)
                print(bound, first, name, said(end.getsockopt, level, name))
