# SPDX-License-Identifier: MIT
#
# asyncio as listener and dialer in one process: dials its own listeners, one
# for each family, says so, and moves the bytes only when told by SIGTERM, so
# that a test can look at the connections meanwhile. python.bats calls it.

import asyncio
import hashlib
import signal
import sys

HOSTS = ("127.0.0.1", "::1")


async def digest_of(reader):
    digest = hashlib.sha256()
    while True:
        block = await reader.read(65536)
        if not block:
            return digest.hexdigest()
        digest.update(block)


async def answer(reader, writer):
    writer.write((await digest_of(reader)).encode())
    await writer.drain()
    writer.close()


async def send(stream, content):
    reader, writer = stream
    writer.write(content)
    await writer.drain()
    writer.write_eof()
    print((await reader.read()).decode(), flush=True)
    writer.close()


async def main(port, path):
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    server = await asyncio.start_server(answer, HOSTS, int(port))
    streams = [await asyncio.open_connection(host, int(port))
               for host in HOSTS]
    await told.wait()
    with open(path, "rb") as file:
        content = file.read()
    await asyncio.gather(*(send(stream, content) for stream in streams))
    server.close()
    await server.wait_closed()


asyncio.run(main(*sys.argv[1:]))
