"""What the clients did and were told: kept outside the system, and believed over it."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Sent:
    """One act that a client asked for, under one key, however often it had to ask.

    `status` is 0 until it is answered. `number` is the act's number in the register where the answer names
    it. `is_marked` says that the body carried the key, so that the register's payload must. `answers` holds
    where each answer that took the act says that its object is read.
    """

    key: str
    who: str
    action: str
    address: str
    is_marked: bool
    first_sent_at: datetime
    status: int = 0
    answered_at: datetime | None = None
    number: int | None = None
    times_sent: int = 0
    answers: set[str] = field(default_factory=set)
    detail: str = ""

    @property
    def is_acknowledged(self) -> bool:
        """Whether the client was told that the act is done."""
        return 200 <= self.status < 300  # noqa: PLR2004 (the class of success)


class Journal:
    """Every act that was sent, from all threads; and what the clients saw while it was sent."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.unanswered: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.acknowledged = 0
        self.raced = 0
        self._heard: dict[str, float] = {}
        self._lock = threading.Lock()

    def opened(self, sent: Sent) -> None:
        """Write down an act before it is sent for the first time."""
        with self._lock:
            self.sent.append(sent)

    def not_answered(self, cause: str) -> None:
        """Write down that a request brought no answer of the system's; it will be repeated."""
        with self._lock:
            self.unanswered[cause] += 1

    def overtaken(self) -> None:
        """Write down that another's act stood in the way (409), so that the request is sent again."""
        with self._lock:
            self.raced += 1

    def heard(self) -> None:
        """Write down that this thread has had an answer, whatever it says."""
        with self._lock:
            self._heard[threading.current_thread().name] = time.monotonic()

    def all_heard(self, names: Iterable[str], *, since: float) -> bool:
        """Whether each of these threads has had an answer since then."""
        with self._lock:
            return all(self._heard.get(name, 0.0) > since for name in names)

    def answered(
        self, sent: Sent, *, status: int, at: datetime, number: int | None, shows: str, detail: str
    ) -> None:
        """Write down the answer by which the client goes on."""
        with self._lock:
            sent.status, sent.answered_at, sent.number, sent.detail = status, at, number, detail
            if sent.is_acknowledged:
                sent.answers.add(shows)
                self.acknowledged += 1
            else:
                self.refused[f"{status} {sent.action}: {detail}"] += 1

    @property
    def troubles(self) -> int:
        """How many requests brought no answer so far."""
        with self._lock:
            return self.unanswered.total()
