"""A cable between web nodes and database that can be cut: `python -m faults.relay PORT SOCKET`.

It listens on the loopback and hands every connection on to PostgreSQL's Unix socket. SIGUSR1 cuts all of
them at once, with a reset rather than a goodbye; killing the process does the same and refuses new ones
until it is back.
"""

import asyncio
import signal
import socket
import struct
import sys
from contextlib import suppress
from functools import partial

HOST = "127.0.0.1"
CHUNK = 65_536
NO_LINGER = struct.pack("ii", 1, 0)


async def main(port: int, target: str) -> None:
    """Serve until killed."""
    open_now: set[asyncio.StreamWriter] = set()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, cut, open_now)
    server = await asyncio.start_server(partial(serve, target=target, open_now=open_now), HOST, port)
    async with server:
        await server.serve_forever()


async def serve(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    target: str,
    open_now: set[asyncio.StreamWriter],
) -> None:
    """Hand one connection on, both ways, until either side ends it."""
    try:
        onward_reader, onward_writer = await asyncio.open_unix_connection(target)
    except OSError:  # the database is down: the caller finds its connection closed
        writer.close()
        return
    pair = {writer, onward_writer}
    open_now |= pair
    ways = [
        asyncio.create_task(copy(reader, onward_writer)),
        asyncio.create_task(copy(onward_reader, writer)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        for end in pair:
            end.close()
        open_now -= pair


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy what comes until it ends."""
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()


def cut(open_now: set[asyncio.StreamWriter]) -> None:
    """Reset every connection, also in the middle of a message."""
    for writer in tuple(open_now):
        end = writer.get_extra_info("socket")
        if end is not None and end.family == socket.AF_INET:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        writer.transport.abort()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
