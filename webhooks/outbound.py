"""Posting to an address that somebody else gave us, without being led anywhere that it should not go.

A name is resolved once, every address it has is checked, and the connection is made to an address that was
checked: between the check and the connection there is no second look-up that could answer otherwise. TLS
still speaks to the name (SNI, certificate). No redirect is followed, no proxy of the environment is asked,
and of an answer only the head is read. One limit of time spans all of it, so a target that drips ends too.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

from webhooks.enums import Failure
from webhooks.targets import is_allowed, is_local

SECONDS = 15.0
"""The longest that one try may take, from the look-up of the name to the head of the answer."""
CONNECT_SECONDS = 5.0
MOST_ADDRESSES = 4


class NotSent(Exception):
    """Nothing that counts as an answer came back; `failure` says why, in one word for the ledger."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True)
class Reply:
    """The head of an answer. `retry_after` is the header of that name as it was sent, "" for none."""

    status: int
    retry_after: str = ""


def post(target: httpx.URL, *, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS) -> Reply:
    """Send `body` to a checked target (`webhooks.targets`) and return the answer's head; raise NotSent."""
    deadline = TimeLimit(seconds)
    address = httpcore.URL(
        scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path
    )
    backend = CheckedBackend(deadline, is_local=is_local(target.host))
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=tls(settings.WEBHOOK_CA_FILE), network_backend=backend, http2=False, retries=0
            ) as pool,
            pool.stream("POST", address, headers=list(headers.items()), content=body) as response,
        ):
            return Reply(response.status, _header(response, b"retry-after"))
    except httpcore.TimeoutException as error:
        raise NotSent(Failure.TOO_SLOW) from error
    except httpcore.NetworkError as error:
        raise NotSent(Failure.UNREACHABLE) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise NotSent(Failure.BROKEN_OFF) from error


@lru_cache(maxsize=2)
def tls(ca_file: str) -> ssl.SSLContext:
    """Return what certificates are checked against: the public authorities, and `ca_file`'s where given."""
    context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


class TimeLimit:
    """An instant by which everything must be done, on a clock that is never put back."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raise httpcore's time-out when none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class TimedStream(httpcore.NetworkStream):
    """A connection on which each step may take what is left of the whole, whatever the caller would grant."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: TimeLimit) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it: an envelope is smaller than a socket's buffer, so this is one step."""
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Shake hands with the host's name, not with the address that it has."""
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        except httpcore.ConnectError as error:
            raise NotSent(Failure.CERTIFICATE) from error
        return TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore asks of a connection."""
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, and to this machine's own where the operator named the host."""

    def __init__(self, deadline: TimeLimit, *, is_local: bool) -> None:
        self._deadline = deadline
        self._is_local = is_local
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check every address, connect to the first that answers."""
        addresses = resolve(host, port, within=self._deadline.left())
        # One bad address among good ones is no accident: the whole name is refused.
        if not all(is_allowed(address, local=self._is_local) for address in addresses):
            raise NotSent(Failure.NO_PUBLIC_ADDRESS)
        refused: Exception = NotSent(Failure.NO_PUBLIC_ADDRESS)
        for address in addresses[:MOST_ADDRESSES]:
            within = min(CONNECT_SECONDS, self._deadline.left())
            try:
                stream = self._plain.connect_tcp(address, port, within, socket_options=socket_options or ())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
            else:
                return TimedStream(stream, self._deadline)
        raise refused


def resolve(host: str, port: int, *, within: float) -> list[str]:
    """Return the addresses of a name, each once, in the system's order of preference; raise NotSent.

    The system's resolver knows no time limit, so it is asked in a thread that is left behind when it is late.
    """
    found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        addresses = found.get(timeout=within)
    except queue.Empty as error:
        raise NotSent(Failure.TOO_SLOW) from error
    if not addresses:
        raise NotSent(Failure.NO_PUBLIC_ADDRESS)
    return addresses


def _header(response: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")
