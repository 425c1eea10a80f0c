"""What passes over with the Chairmanship, for whoever hands it over: the rooms above say what they have."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from members.actor import Actor


@dataclass(frozen=True)
class Passing:
    """One thing that the next Chair finds: a sentence, the page it stands on, until when (None: no day)."""

    sentence: str
    url: str
    until: datetime | None = None


@dataclass(frozen=True)
class PassingOver:
    """What passes over from one room, under its title."""

    title: str
    things: Sequence[Passing]


Source = Callable[[Actor, datetime], Iterable[Passing]]
_sources: list[tuple[Any, Source]] = []


def register_passing(title: Any, source: Source) -> None:
    """Let `source(actor, at)` give what passes over, as far as `actor` may see it; called from `ready()`."""
    _sources.append((title, source))


def passing_over(actor: Actor, *, at: datetime) -> list[PassingOver]:
    """Return what passes over with the Chairmanship now; what there is none of is left out."""
    found = [PassingOver(str(title), list(source(actor, at))) for title, source in _sources]
    return [group for group in found if group.things]
