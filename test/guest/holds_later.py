# SPDX-License-Identifier: MIT
"""Descriptors duplicated after listen(), or moved before bind()."""
import os
import socket
import struct

# A receive timeout under a duplicate of a listener: accept() must heed it.
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()
d = s.dup()
s.close()
d.settimeout(None)
d.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 100000))
try:
    d.accept()
except BlockingIOError:
    print("accept gave up")

# Moved, as programs do that keep the low numbers free.
a = socket.socket(socket.AF_INET6)
a.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
os.dup2(a.fileno(), 50)
a.close()
b = socket.socket(fileno=50)
b.bind(("::", 0))
b.listen()
print("v6only", b.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY))

# An option that MPTCP lacks, set under a duplicate of a new socket.
s = socket.socket()
d = s.dup()
d.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 5)
print("ttl", s.getsockopt(socket.IPPROTO_IP, socket.IP_TTL))
