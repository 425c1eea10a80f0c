"""Which request something was done for, from the proxy through the web process and the outbox to the courier.

The proxy gives each request a name; without one we do. It stands in every line of the log, in the answer's
header `X-Request-ID`, and with the act in the outbox, from where the courier's lines take it.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

RECEIVED_AT = "cica.received_at"
"""Where a request's environment says when it was received, in seconds since 1970 (`cica.lanes`)."""
LONGEST = 64
NAME = re.compile(rf"[A-Za-z0-9-]{{1,{LONGEST}}}")
_followed: ContextVar[str] = ContextVar("request", default="")
_accepted: ContextVar[datetime | None] = ContextVar("accepted_at", default=None)


def current() -> str:
    """Return the name of the request that is being worked for, "" for none."""
    return _followed.get()


def accepted_at() -> datetime | None:
    """Return when the proxy had received the request that is worked for; evidence, by another clock."""
    return _accepted.get()


@contextmanager
def following(name: str, *, accepted_at: datetime | None = None) -> Iterator[None]:
    """Work for the request of this name, which the proxy had received at `accepted_at`."""
    tokens = _followed.set(name), _accepted.set(accepted_at)
    try:
        yield
    finally:
        _followed.reset(tokens[0])
        _accepted.reset(tokens[1])


class RequestNameMiddleware:
    """Takes up the name that the proxy gave a request; without a proxy gives one, and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, following the request."""
        said = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
        name = said if NAME.fullmatch(said) else uuid.uuid4().hex
        request.trace = name  # type: ignore[attr-defined]  # for Django's own lines of it, which come after us
        received = request.META.get(RECEIVED_AT)
        with following(name, accepted_at=datetime.fromtimestamp(received, UTC) if received else None):
            response = self.get_response(request)
            if not settings.BEHIND_PROXY:  # which says it itself
                response["X-Request-ID"] = current()
            return response
