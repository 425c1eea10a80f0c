"""The security log: who tried what, was refused or let in, and was given which key. One line for each.

`say` takes the facts, which are codes and keys of ours alone: never a name, an address or a word that
somebody typed. A request's lines are written when it has been answered, so that one refusal that several
layers see is one line, and one that no layer spoke of has a line all the same.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from enum import StrEnum, auto
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from records.refusals import (
    NotNow,
    NotVisible,
    NotYours,
    PreconditionRequired,
    Refusal,
    Stale,
    WrongState,
)

log = logging.getLogger("security")


class LineKind(StrEnum):
    """What a line is of; `docs/deployment.md` has them all."""

    @staticmethod
    def _generate_next_value_(name: str, *_others: object) -> str:
        return name.lower().replace("_", "-")

    ACT_REFUSED = auto()
    ACCESS_REFUSED = auto()
    LOGGED_IN = auto()
    ADMINISTRATOR_LOGGED_IN = auto()
    LOG_IN_FAILED = auto()
    LOGGED_OUT = auto()
    PASSWORD_LINK_ASKED = auto()
    PASSWORD_LINK_SENT = auto()
    PASSWORD_SET = auto()
    TOKEN_MADE = auto()
    TOKEN_REFUSED = auto()
    TOKEN_REVOKED = auto()
    WEBHOOK_SECRET_SHOWN = auto()
    FEED_ADDRESS_MADE = auto()
    FEED_ADDRESS_REVOKED = auto()
    FEED_ADDRESS_REFUSED = auto()
    ACCOUNT_CHANGED = auto()
    RATE_LIMITED = auto()
    FORM_REFUSED = auto()
    HOST_REFUSED = auto()
    FILE_REFUSED = auto()
    FILE_DAMAGED = auto()


WITHOUT_HARM = frozenset({
    LineKind.LOGGED_IN, LineKind.ADMINISTRATOR_LOGGED_IN, LineKind.LOGGED_OUT, LineKind.PASSWORD_LINK_ASKED,
    LineKind.PASSWORD_LINK_SENT, LineKind.PASSWORD_SET, LineKind.TOKEN_MADE, LineKind.TOKEN_REVOKED,
    LineKind.WEBHOOK_SECRET_SHOWN, LineKind.FEED_ADDRESS_MADE, LineKind.FEED_ADDRESS_REVOKED,
    LineKind.ACCOUNT_CHANGED,
})  # fmt: skip
"""Kinds of what was done; the others are of what was refused, and are warnings."""


@dataclass(frozen=True)
class LogLine:
    """A line's content. `status` is what the request was answered with, 0 where there was none."""

    kind: LineKind
    account: str = ""
    state: str = ""
    act: str = ""
    object: str = ""
    reason: str = ""
    status: int = 0

    def write(self) -> None:
        """Write the line."""
        level = logging.INFO if self.kind in WITHOUT_HARM else logging.WARNING
        log.log(level, "%s", self.kind, extra={"fact": asdict(self)})


_said: ContextVar[dict[LogLine, None] | None] = ContextVar("said of this request", default=None)


def say(kind: LineKind, **facts: Any) -> None:
    """Write a line, a request's when it has been answered; the same twice in a request is said once.

    `facts` are those of `LogLine`. Without `account`, it is of whoever sent the request.
    """
    fact, said = LogLine(kind, **facts), _said.get()
    if said is None:
        fact.write()
    else:
        said[fact] = None


def say_when_entered(kind: LineKind, **facts: str) -> None:
    """Say it once the transaction has ended; nothing of what was taken back, such as a rehearsal."""
    transaction.on_commit(lambda: say(kind, **facts))


def say_unless_said(kind: LineKind, **facts: str) -> None:
    """Say it of a request of which nothing has been said yet."""
    if not _said.get():
        say(kind, **facts)


REFUSED = (NotYours, NotNow, NotVisible, Stale, PreconditionRequired, WrongState)
"""Refusals of rights and of readiness. A body that is merely wrong (Invalid) is a mistake without a line."""


def reason_of(refusal: Refusal) -> str:
    """Return the code of a refusal: `not-yours`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(refusal).__name__).lower()


@contextmanager
def refusals_of(act: str, *, account: str, state: str, subject: Any) -> Iterator[dict[str, str]]:
    """Say it where the act that is performed within is refused; what is yielded may be corrected within."""
    facts = {"act": act, "account": account, "state": state, "object": object_of(subject)}
    try:
        yield facts
    except REFUSED as refusal:
        say(LineKind.ACT_REFUSED, reason=reason_of(refusal), **facts)
        raise


def object_of(subject: Any) -> str:
    """Return the kind and the key of what an act is on, "" where it is not there yet."""
    filed: tuple[Sequence[str], str] = getattr(subject, "filed_under", ((), ""))
    kinds, key = filed
    if public_id := getattr(subject, "public_id", ""):
        return f"account {public_id}"
    return f"{kinds[0]} {key}" if key else ""


KEY = re.compile(r"[A-Z0-9]{1,4}(?:-[A-Z0-9]+)*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What a key of ours looks like: a word that somebody typed into an address is none."""
WITHOUT_EFFECT = frozenset({"GET", "HEAD", "OPTIONS"})
OF_ACCESS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
OF_ACTS = {
    HTTPStatus.NOT_FOUND: "not-visible",
    HTTPStatus.CONFLICT: "not-now",
    HTTPStatus.PRECONDITION_FAILED: "stale",
    HTTPStatus.UNPROCESSABLE_ENTITY: "key-reused",
    HTTPStatus.PRECONDITION_REQUIRED: "precondition-required",
}
"""Statuses that refuse an act, whichever layer answers with them, and the code of the reason."""


class SecurityLogMiddleware:
    """Writes the lines of a request once it is answered, and one for a refusal that nobody spoke of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then write."""
        said: dict[LogLine, None] = {}
        token = _said.set(said)
        try:
            response = self.get_response(request)
        finally:
            _said.reset(token)
        status = response.status_code
        for fact in said or _unspoken(request, status):
            who = {} if fact.account or fact.kind in NOBODY_KNOWN else _who(request)
            LogLine(**asdict(fact) | who | {"status": status}).write()
        return response


NOBODY_KNOWN = frozenset(
    {LineKind.HOST_REFUSED, LineKind.LOG_IN_FAILED, LineKind.TOKEN_REFUSED, LineKind.LOGGED_OUT}
)
"""Kinds in which whoever asked is not known, or no longer."""


def _unspoken(request: HttpRequest, status: int) -> list[LogLine]:
    """Return the line of a refusal of which no layer has said anything."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return [LogLine(LineKind.RATE_LIMITED, **_aim(request))]
    if status in OF_ACCESS:
        reason = "not-logged-in" if status == HTTPStatus.UNAUTHORIZED else "not-yours"
        is_reading = request.method in WITHOUT_EFFECT
        return [
            LogLine(
                LineKind.ACCESS_REFUSED if is_reading else LineKind.ACT_REFUSED,
                **_aim(request),
                reason=reason,
            )
        ]
    if request.method not in WITHOUT_EFFECT and status in OF_ACTS and request.resolver_match:
        return [LogLine(LineKind.ACT_REFUSED, **_aim(request), reason=OF_ACTS[HTTPStatus(status)])]
    return []


def _aim(request: HttpRequest) -> dict[str, Any]:
    """Return what a request was about, by the name of its address and the keys of ours in it."""
    found = request.resolver_match
    if not found:
        return {}
    keys = [str(value) for value in found.kwargs.values() if KEY.fullmatch(str(value))]
    return {"act": found.view_name or "", "object": " ".join(keys)}


def _who(request: HttpRequest) -> dict[str, str]:
    """Return who sent the request, as far as it came to be asked."""
    actor = getattr(request, "actor", None)
    return {"account": actor.account, "state": actor.participant} if actor else {}
