"""What came after its deadline: kept as evidence, since the act itself is rolled back without a trace.

An act that is refused because a deadline had passed is noted as it is refused, and written when its request
has been answered, outside whatever transaction was rolled back. The row has two instants: when the database
looked, which alone counts, and when the proxy had received the request. So a state that was kept waiting by
the system can show it. The second stands in no payload of the register: one machine's clock claims it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from records import trace
from records.models import LateAct

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
            LateAct.objects.create(**facts, accepted_at=accepted_at)
        return response
