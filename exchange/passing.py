"""The calls for information that run when the Chairmanship passes over: the next Chair reminds and closes."""

from collections.abc import Iterator
from datetime import datetime

from exchange.models import Call
from members.actor import Actor
from members.passing import Passing


def open_calls(actor: Actor, at: datetime) -> Iterator[Passing]:
    """Yield the calls that can be answered, with their deadlines."""
    for call in Call.objects.visible_to(actor).still_open().order_by("answer_by", "pk"):
        yield Passing(f"{call.reference}: {call.title}", call.get_absolute_url(), call.answer_by)
