"""An API client as docs/api.md asks for one: a key for each act, and the same request again until it is
answered.
"""

import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

from faults.journal import Journal, Sent
from faults.ports import HOST

TIMEOUT = 8.0  # seconds that a client waits for one answer
PATIENCE = 300.0  # seconds for which it repeats one act
PAUSE = 0.25  # seconds before a repetition
RACES = 6  # times that an act is repeated which another's act stood in the way of (409)
KEY_HEADER, REPLAY_HEADER, SHOWN_HEADER = "Idempotency-Key", "Idempotency-Replayed", "Content-Location"
MARK = "[key {key}]"
"""Stands in the texts of an act that the register keeps, so that its payload names the key it came by."""
BOUNDARY = "a-part-of-an-act"


class Refused(Exception):
    """The system answered an act with a refusal."""


class NeverAnswered(Exception):
    """No answer within `PATIENCE`: the oracle will say so."""


class Lost(Exception):
    """One request brought no answer that tells whether the act is done."""


@dataclass
class Manners:
    """How clients behave; faults change it for all of them."""

    hangs_up: bool = False
    sends_twice: bool = False
    uploads: bool = False


@dataclass(frozen=True)
class Reply:
    """An answer as it came; `shows` is where its object is read."""

    status: int
    content: bytes
    shows: str = ""
    is_replay: bool = False

    def json(self) -> dict[str, Any]:
        """Return the body."""
        return json.loads(self.content)


class Client:
    """Acts in the name of any account, over all web nodes. One for each thread."""

    def __init__(
        self,
        *,
        ports: Sequence[int],
        tokens: Mapping[str, str],
        states: Mapping[str, str],
        journal: Journal,
        manners: Manners,
        rng: random.Random,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self.ports = ports
        self.tokens = tokens
        self.states = states
        self.journal = journal
        self.manners = manners
        self.rng = rng
        self.is_over = is_over

    def get(self, who: str, path: str) -> dict[str, Any]:
        """Read, again until it is answered. Raises Refused, NeverAnswered."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            with suppress(Lost):
                reply = self._ask(who, "GET", path)
                if reply.status == HTTPStatus.OK:
                    return reply.json()
                raise Refused(f"GET {path} by {who}: {reply.status} {reply.content[:300]!r}")
            time.sleep(PAUSE)
        raise NeverAnswered(f"GET {path}")

    def post(
        self,
        who: str,
        path: str,
        body: Mapping[str, Any],
        *,
        act: str,
        files: Mapping[str, bytes] | None = None,
    ) -> dict[str, Any]:
        """Perform one act, named `act` in the register. Raises Refused, NeverAnswered."""
        key = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        text = json.dumps(body)
        marked = text.replace("{key}", MARK.format(key=key))
        sent = Sent(
            key=key,
            who=who,
            action=act,
            address=path,
            is_marked=marked != text,
            first_sent_at=datetime.now(UTC),
        )
        self.journal.opened(sent)
        content, media_type = marked.encode(), "application/json"
        if files:
            content, media_type = _form(marked, files), f"multipart/form-data; boundary={BOUNDARY}"
        reply = self._repeat(sent, content, media_type)
        if not sent.is_acknowledged:
            raise Refused(f"{act} by {who}: {reply.status} {sent.detail}")
        return reply.json()

    def _repeat(self, sent: Sent, content: bytes, media_type: str) -> Reply:
        limit, races = time.monotonic() + PATIENCE, 0
        while time.monotonic() < limit:
            sent.times_sent += 1
            try:
                reply = self._send(sent, content, media_type)
            except Lost:
                time.sleep(PAUSE * self.rng.uniform(0.2, 2))
                continue
            if reply.status == HTTPStatus.CONFLICT and races < RACES:
                races += 1
                self.journal.overtaken()
                time.sleep(PAUSE)
                continue
            self._note(sent, reply)
            return reply
        raise NeverAnswered(sent.key)

    def _send(self, sent: Sent, content: bytes, media_type: str) -> Reply:
        headers = {"Content-Type": media_type, KEY_HEADER: sent.key}
        if not self.manners.sends_twice or self.rng.choice((True, False)):
            return self._ask(sent.who, "POST", sent.address, content=content, headers=headers)
        with ThreadPoolExecutor(2) as both:
            asked = [
                both.submit(self._ask, sent.who, "POST", sent.address, content=content, headers=headers)
                for _ in range(2)
            ]
        replies = []
        for one in asked:
            with suppress(Lost):
                replies.append(one.result())
        taken = [reply for reply in replies if reply.status < HTTPStatus.MULTIPLE_CHOICES]
        sent.answers |= {reply.shows for reply in taken}
        if not replies:
            raise Lost
        return (taken or replies)[0]

    def _ask(
        self,
        who: str,
        method: str,
        path: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request to one node. Raises Lost, also for an answer of 500 and above."""
        connection = HTTPConnection(HOST, self.rng.choice(self.ports), timeout=TIMEOUT)
        try:
            headers = {"Authorization": f"Token {self.tokens[who]}", **(headers or {})}
            connection.request(method, f"/api/v1/{path}", body=content or None, headers=headers)
            if self.manners.hangs_up and method == "POST" and self.rng.choice((True, False)):
                time.sleep(self.rng.uniform(0, 0.06))
                raise ConnectionAbortedError("hung up")
            response = connection.getresponse()
            reply = Reply(
                response.status,
                response.read(),
                shows=response.getheader(SHOWN_HEADER, ""),
                is_replay=REPLAY_HEADER in response.headers,
            )
        except (OSError, HTTPException) as error:
            self.journal.not_answered(type(error).__name__)
            raise Lost from error
        finally:
            connection.close()
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.journal.not_answered(str(reply.status))
            raise Lost
        self.journal.heard()
        return reply

    def _note(self, sent: Sent, reply: Reply) -> None:
        is_taken = reply.status < HTTPStatus.MULTIPLE_CHOICES
        self.journal.answered(
            sent,
            status=reply.status,
            at=datetime.now(UTC),
            number=self._number(sent, reply.json()) if is_taken and not reply.is_replay else None,
            shows=reply.shows,
            detail="" if is_taken else _sentence(reply),
        )

    def _number(self, sent: Sent, answer: Mapping[str, Any]) -> int | None:
        """Return the act's number where the answer's history begins with it, as that of a locked object
        does.
        """
        latest = next(iter(answer.get("history", ())), None)
        if latest and (latest["action"], latest["state"]) == (sent.action, self.states.get(sent.who, "")):
            return latest["number"]
        return None


def _sentence(reply: Reply) -> str:
    """Return the refusal's own words."""
    with suppress(ValueError):
        answer = reply.json()
        return f"{answer.get('detail', '')} {answer.get('errors', '')}".strip()
    return ""


def _form(body: str, files: Mapping[str, bytes]) -> bytes:
    """Return an act with files as `multipart/form-data`."""
    part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    pieces = [f'{part}"body"\r\n\r\n{body}\r\n'.encode()]
    for name, content in files.items():
        head = f'{part}"files"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        pieces += [head.encode(), content, b"\r\n"]
    return b"".join([*pieces, f"--{BOUNDARY}--\r\n".encode()])


class Stop:
    """Tells every thread of the load that no new story is to begin."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ask(self) -> None:
        """Ask for it."""
        self._event.set()

    def __bool__(self) -> bool:
        return self._event.is_set()
