"""A receiver of webhooks on this machine: keeps what it was sent, and answers as the test wishes."""

import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Message:
    """One request as it came in; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`behaviour` answers each request; change it at any time."""

    port: int
    scheme: str
    messages: list[Message] = field(default_factory=list)
    behaviour: Behaviour = field(default_factory=lambda: answering(204))

    def url(self, host: str = "localhost", path: str = "/hook") -> str:
        """Return the receiver's address under a name."""
        return f"{self.scheme}://{host}:{self.port}{path}"


def answering(status: int, **headers: str) -> Behaviour:
    """Answer with a status and headers (`retry_after` is `Retry-After`) and no body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def closing(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without an answer."""
    handler.close_connection = True


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Send one byte of a head that never ends, again and again, so that no single read is ever late."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def flooding(handler: BaseHTTPRequestHandler) -> None:
    """Answer 500 with a body that is larger than anybody would read."""
    handler.send_response(500)
    handler.send_header("Content-Length", str(1 << 40))
    handler.end_headers()
    for _ in range(2_000):
        handler.wfile.write(b"x" * 65_536)


def babbling(handler: BaseHTTPRequestHandler) -> None:
    """Send what is no HTTP."""
    handler.wfile.write(b"hello there\r\n\r\n")


@contextmanager
def receiving(*, certificate: Path | None = None) -> Iterator[Receiver]:
    """Run a receiver, with TLS where a file with key and certificate is given."""
    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver = Receiver(server.server_port, "https" if certificate else "http")
    server.receiver = receiver
    server.handle_error = lambda request, address: None  # a client that hangs up is what is being tested
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """Keep the message, then do what the receiver's behaviour says."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.receiver.messages.append(Message(self.path, headers, body))
        self.server.receiver.behaviour(self)

    def log_message(self, *args: object) -> None:
        """Say nothing on the console."""


def make_authority(folder: Path, *, name: str) -> tuple[Path, Path]:
    """Make a certificate authority and a certificate of `name` by it; return their files.

    Both have what RFC 5280 demands: from Python 3.13 on `ssl` refuses others.
    """
    authority, key, request, certificate = (
        folder / part for part in ("authority.pem", "authority.key", "request.pem", "certificate.pem")
    )
    own_key = folder / "own.key"
    extensions = folder / "extensions"
    extensions.write_text(f"subjectAltName=DNS:{name}\nauthorityKeyIdentifier=keyid\n")
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes"]
    for command in (
        [*new, "-x509", "-days", "2", "-subj", "/CN=Test authority", "-keyout", key, "-out", authority,
         "-addext", "keyUsage=critical,keyCertSign"],
        [*new, "-subj", f"/CN={name}", "-keyout", own_key, "-out", request],
        ["openssl", "x509", "-req", "-days", "2", "-in", request, "-CA", authority, "-CAkey", key,
         "-CAcreateserial", "-extfile", extensions, "-out", certificate],
    ):  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    both = folder / "key-and-certificate.pem"
    both.write_bytes(own_key.read_bytes() + certificate.read_bytes())
    return authority, both
