"""What is outside the system: a mail server and a webhook receiver, which misbehave on demand and keep a
diary.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from faults.ports import HOST, free_port

SLOWNESS = 3.0  # seconds that a slow server lets a caller wait


@dataclass
class Diary:
    """The ids of what was accepted, in the order accepted, with repetitions.

    What was dropped before it was accepted is not in it: the sender cannot know, and must send it again.
    """

    ids: list[str] = field(default_factory=list)


class MailTrouble(StrEnum):
    """What the mail server does wrong."""

    NONE = "none"
    REFUSING = "refusing"
    SLOW = "slow"
    DROPPING = "dropping after DATA"
    UNKNOWN_RECIPIENT = "refusing a recipient"


class MailServer:
    """An SMTP server that writes down the id in each Message-ID that it accepts."""

    def __init__(self) -> None:
        self.trouble = MailTrouble.NONE
        self.diary = Diary()
        self.port = free_port()
        self._controller = Controller(_MailHandler(self), hostname=HOST, port=self.port)

    @property
    def url(self) -> str:
        """The address as `EMAIL_URL` names it."""
        return f"smtp://{HOST}:{self.port}"

    def start(self) -> None:
        """Begin to listen."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it tells every line of every conversation
        self._controller.start()

    def stop(self) -> None:
        """End."""
        if self._controller.server is not None:
            self._controller.stop(no_assert=True)

    @contextmanager
    def in_trouble(self, trouble: MailTrouble) -> Iterator[None]:
        """Misbehave until the end."""
        self.trouble = trouble
        try:
            yield
        finally:
            self.trouble = MailTrouble.NONE


class _MailHandler:
    """What aiosmtpd asks at each step; method names are its own."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or refuse for now."""
        if self.server.trouble == MailTrouble.REFUSING:
            return "451 Not now"
        if self.server.trouble == MailTrouble.UNKNOWN_RECIPIENT:
            return "452 Mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message; when dropping, take it and hang up without saying so."""
        if self.server.trouble == MailTrouble.DROPPING:
            server.transport.abort()
            return "451 Dropped"  # which nobody hears
        if self.server.trouble == MailTrouble.SLOW:
            await asyncio.sleep(SLOWNESS)
        message = message_from_bytes(envelope.content or b"")
        self.server.diary.ids.append(str(message["Message-ID"]).strip("<>").partition("@")[0])
        return "250 Taken"


class TargetTrouble(StrEnum):
    """What the webhook receiver does wrong."""

    NONE = "none"
    SLOW = "slow"
    FAILING = "500"
    REDIRECTING = "redirecting"
    CLOSING = "closing"


class Target:
    """A webhook receiver on plain HTTP of the loopback; it writes down each `webhook-id`."""

    def __init__(self) -> None:
        self.trouble = TargetTrouble.NONE
        self.diary = Diary()
        self.port = free_port()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """The address to subscribe."""
        return f"http://{HOST}:{self.port}/hook"

    def start(self) -> None:
        """Begin to listen."""
        target = self

        class Handler(_TargetHandler):
            receiver = target

        self._server = ThreadingHTTPServer((HOST, self.port), Handler)
        threading.Thread(target=self._server.serve_forever, name="target", daemon=True).start()

    def stop(self) -> None:
        """End."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @contextmanager
    def in_trouble(self, trouble: TargetTrouble) -> Iterator[None]:
        """Misbehave until the end."""
        self.trouble = trouble
        try:
            yield
        finally:
            self.trouble = TargetTrouble.NONE


class _TargetHandler(BaseHTTPRequestHandler):
    receiver: Target

    def do_POST(self) -> None:
        """Take an event."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        trouble = self.receiver.trouble
        if trouble == TargetTrouble.CLOSING:
            self.close_connection = True
            return
        if trouble == TargetTrouble.SLOW:
            time.sleep(SLOWNESS)
        if trouble == TargetTrouble.FAILING:
            self.send_response(HTTPStatus.INTERNAL_SERVER_ERROR)
        elif trouble == TargetTrouble.REDIRECTING:
            self.send_response(HTTPStatus.TEMPORARY_REDIRECT)
            self.send_header("Location", self.receiver.url)
        else:
            self.receiver.diary.ids.append(self.headers.get("webhook-id", ""))
            self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (http.server's name)
        """Say nothing."""
