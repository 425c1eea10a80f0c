"""A virus scanner, where the installation names one (`SCANNER_ADDRESS`): clamd, asked to look at bytes.

Its protocol is a command and lengths, and the clients to be had are unkept, untyped or for another kind of
server, so it is spoken here. A file that it did not look at is never taken as clean.
"""

import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 4.0
"""Seconds within which it takes the connection and the file, and answers: all of it, for each file."""
LONGEST_ANSWER = 1024
CHUNK = 64 * 1024
OF_THESE, FOUND = "stream: ", " FOUND"
CLEAN = f"{OF_THESE}OK"
PORT = 3310


class NotLookedAt(Exception):
    """The scanner did not answer, or did not look at all of it."""


def found_in(content: bytes) -> str:
    """Return what the scanner calls what it found, "" for nothing or where the installation has none.

    Raises:
        NotLookedAt: it did not look, so nobody knows.
    """
    if not settings.SCANNER_ADDRESS:
        return ""
    pieces = (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))
    said = _answer(b"zINSTREAM\0", *(struct.pack("!L", len(piece)) + piece for piece in pieces), bytes(4))
    if said == CLEAN:
        return ""
    if said.startswith(OF_THESE) and said.endswith(FOUND):
        return said.removeprefix(OF_THESE).removesuffix(FOUND)
    raise NotLookedAt(said)


def fault_of_scanner() -> str | None:
    """Return why files cannot be looked at, None where they can or need not be."""
    if not settings.SCANNER_ADDRESS:
        return None
    try:
        said = _answer(b"zPING\0")
    except NotLookedAt as error:
        return f"The virus scanner does not answer: {error}"
    return None if said == "PONG" else f"The virus scanner answers {said!r}."


def _answer(*sent: bytes) -> str:
    until = time.monotonic() + PATIENCE
    try:
        with _connected() as scanner:
            for piece in sent:
                scanner.settimeout(_left(until))
                scanner.sendall(piece)
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                scanner.settimeout(_left(until))
                if not (received := scanner.recv(LONGEST_ANSWER)):
                    break
                answer += received
    except OSError as error:
        raise NotLookedAt(str(error)) from error
    if not answer.endswith(b"\0"):
        raise NotLookedAt("its answer was cut")
    return answer.removesuffix(b"\0").decode("utf-8", "replace")


def _left(until: float) -> float:
    """Return the seconds that are left; what each step may take would add up."""
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError("timed out")
    return left


def _connected() -> socket.socket:
    """Return a connection to `tcp://host:port` or `unix:///path`."""
    address = urlsplit(settings.SCANNER_ADDRESS)
    if address.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(PATIENCE)
        try:
            scanner.connect(address.path)
        except OSError:
            scanner.close()
            raise
        return scanner
    return socket.create_connection((address.hostname, address.port or PORT), timeout=PATIENCE)
