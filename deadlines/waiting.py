"""What waits for somebody: what it owes until a day, and what has no day. The inbox asks for all of it.

What has a deadline or a goal is known to `deadlines.running` and read from there. The sources here give only
what nothing presses for.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language

from deadlines.running import Deadline, all_for
from members.actor import Actor
from records.models import RegisterHead
from records.supplying import Slot, in_order


@dataclass(frozen=True)
class Waiting:
    """One thing that is awaited from the reader: a sentence, where to do it, by when, and the rule that asks.

    `url` is the page to go to, `act` the name of the act that is awaited. `due_at` is an instant, or None
    where nothing presses.
    """

    sentence: str
    url: str
    due_at: datetime | None
    rule: str
    act: str


Source = Callable[[Actor, datetime], Iterable[Waiting]]
_asked: ContextVar[dict[tuple[Any, ...], list[Waiting]] | None] = ContextVar("asked", default=None)


WAITING: Slot[Source, tuple[Source, ...]] = Slot("what waits", in_order)
"""Each is asked as `source(actor, at)` for what waits for an actor without a deadline.

A source answers with a fixed number of queries, and only with what the actor may see and do.
"""
PERSONALLY_WAITING: Slot[Source, tuple[Source, ...]] = Slot("what waits for one person", in_order)
"""The same for what is not the same for all of one delegation or office."""


def waiting_for(actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return all that waits for `actor`: the earliest deadline first, what has none last."""
    personal = [waiting for source in PERSONALLY_WAITING.supplied() for waiting in source(actor, at)]
    return sorted(personal + _for_standing(actor, at=at), key=_urgency)


@contextmanager
def asked_once() -> Iterator[None]:
    """Let `waiting_for_standing` remember its answers within."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def waiting_for_standing(actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return what waits for everybody of the actor's standing, the earliest deadline first.

    Within `asked_once`, the sources are asked once for all of one standing and language, until the next act
    or minute: nothing else moves what waits.
    """
    known = _asked.get()
    if known is None:
        return sorted(_for_standing(actor, at=at), key=_urgency)
    # The head is read before the answer, so that after an act in between the next reader asks anew.
    head = RegisterHead.objects.values_list("number", flat=True).get()
    standing = actor.participant, actor.capacities, actor.may_write, actor.is_head
    key = head, at.replace(second=0, microsecond=0), standing, get_language()
    if key not in known:
        known[key] = sorted(_for_standing(actor, at=at), key=_urgency)
    return known[key]


def _for_standing(actor: Actor, *, at: datetime) -> list[Waiting]:
    return [waiting for source in WAITING.supplied() for waiting in source(actor, at)] + owed_by(actor, at=at)


def owed_by(actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return what the actor owes until a day, as soon as it is asked for; a goal has no deadline."""
    if not actor.may_write:
        return []
    return [
        _of(deadline)
        for deadline in all_for(actor, at=at)
        if deadline.is_owed_by(actor) and deadline.is_asked_at(at)
    ]


def _of(deadline: Deadline) -> Waiting:
    return Waiting(
        sentence=deadline.title,
        url=deadline.act_url or deadline.url,
        due_at=None if deadline.row.is_goal else deadline.due_at,
        rule=deadline.rule,
        act=deadline.act,
    )


def _urgency(waiting: Waiting) -> tuple[Any, ...]:
    return waiting.due_at or datetime.max.replace(tzinfo=UTC), waiting.url, waiting.act
