"""What passes over with the Chairmanship, for whoever hands it over: the rooms above say what they have."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from members.actor import Actor
from records.supplying import Slot, in_order


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


@dataclass(frozen=True)
class PassingSource:
    """One room's part, under its title: `source(actor, at)` gives what passes over, as far as `actor` may see
    it.
    """

    title: Any
    source: Source


PASSING: Slot[PassingSource, tuple[PassingSource, ...]] = Slot("what passes over", in_order)


def passing_over(actor: Actor, *, at: datetime) -> list[PassingOver]:
    """Return what passes over with the Chairmanship now; what there is none of is left out."""
    found = [PassingOver(str(of.title), list(of.source(actor, at))) for of in PASSING.supplied()]
    return [group for group in found if group.things]
