"""What waits for somebody. The rooms above know; each gives a source, and the inbox asks them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from members.actor import Actor


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
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Ask `source(actor, at)` for what waits for an actor at an instant; called once, from `ready()`.

    A source answers with a fixed number of queries, and only with what the actor may see and do.
    """
    _sources.append(source)


def waiting_for(actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return all that waits for `actor`: the earliest deadline first, what has none last."""
    found = [waiting for source in _sources for waiting in source(actor, at)]
    return sorted(found, key=_urgency)


def _urgency(waiting: Waiting) -> tuple[Any, ...]:
    return waiting.due_at or datetime.max.replace(tzinfo=UTC), waiting.url, waiting.act
