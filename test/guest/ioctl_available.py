# SPDX-License-Identifier: MIT
#
# ioctl_available.py PROTOCOL CLASSES: is the client, then the server, of the
# Java program: sends 1,000 bytes and the end, and has it read them. PROTOCOL:
# what this end is; the program alone has
# LIBRARY preloaded. Run by ioctl_amounts.bats.

import fcntl
import os
import socket
import subprocess
import sys
import termios

protocol, classes = int(sys.argv[1]), sys.argv[2]
LIBRARY = os.environ.pop("LIBRARY", None)


def java(*args):
    env = dict(os.environ, LD_PRELOAD=LIBRARY) if LIBRARY else None
    return subprocess.Popen(["java", "-cp", classes, "Available", *args],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            text=True, env=env)


def feed(connection, program):
    connection.sendall(bytes(1000))
    connection.shutdown(socket.SHUT_WR)
    # The end is there once it is acknowledged; the program looks after that.
    while fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)) != bytes(4):
        pass
    return program.communicate("\n")[0].splitlines()[-1]


def new():
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)


listener = new()
listener.bind(("127.0.0.1", 0))
listener.listen()
client = java("client", str(listener.getsockname()[1]))
print("client", feed(listener.accept()[0], client))

server = java("server")
connection = new()
connection.connect(("127.0.0.1", int(server.stdout.readline())))
print("server", feed(connection, server))
