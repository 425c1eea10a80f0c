"""What came after its deadline: kept as evidence, since the act itself is rolled back without a trace.

An act that is refused because a deadline had passed is noted as it is refused, and written when its request
has been answered, outside whatever transaction was rolled back. The row has two instants: when the database
looked, which alone counts, and when the proxy had received the request. So a state that was kept waiting by
the system can show it. The second stands in no payload of the register: one machine's clock claims it.

A request to act that was answered 503, for want of a lane or of the database, is noted too (`TurnedAway`):
where the same is sent again and is too late then, the list shows when it had been received first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, parse_cookie

from records import trace
from records.canonical import sha256
from records.models import LateAct, TurnedAway

_noted: ContextVar[dict[str, Any] | None] = ContextVar("late act", default=None)


def note(**facts: Any) -> None:
    """Note that an act is being refused as late; `facts` are columns of `LateAct`."""
    _noted.set(facts)


@contextmanager
def nothing_noted() -> Iterator[None]:
    """Let what is only rehearsed within leave no evidence: nobody asked for the act."""
    try:
        yield
    finally:
        _noted.set(None)


def same_request(environ: Mapping[str, Any]) -> str:
    """Return what is the same when a request is sent again, "" for one of nobody: who sends it (a token, a
    session), where to, and its `Idempotency-Key`.

    A digest, from which neither is found. What the request said is no part of it: it was not read.
    """
    session = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME, "")
    sender = environ.get("HTTP_AUTHORIZATION") or session
    if not sender:
        return ""
    place = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("HTTP_IDEMPOTENCY_KEY", "")
    return sha256("\n".join((sender, *place)).encode())


def keep_turned_away(requests: Iterable[tuple[str, datetime]]) -> None:
    """Write down which requests were answered 503, each with the instant at which it had been received."""
    TurnedAway.objects.bulk_create(
        TurnedAway(request=request, received_at=received_at) for request, received_at in requests
    )


def forget(*, before: datetime) -> None:
    """Delete what was turned away before an instant and is evidence for no late act."""
    late = LateAct.objects.filter(request=OuterRef("request"))
    TurnedAway.objects.filter(~Exists(late), received_at__lt=before).delete()


class LateActMiddleware:
    """Keeps what a request came too late for, once it has been answered so (409)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then keep."""
        _noted.set(None)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.CONFLICT and (facts := _noted.get()):
            accepted_at = trace.accepted_at() or facts["received_at"]
            LateAct.objects.create(**facts, accepted_at=accepted_at, request=same_request(request.META))
        return response
