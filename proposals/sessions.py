"""The announced meetings that can take up a proposal. The room of meetings lies above and gives them here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from members.actor import Actor
from proposals.forecast import Session
from proposals.models import Proposal
from records.supplying import Slot, in_order

Source = Callable[[Proposal, Actor, date], Iterable[Session]]
SESSIONS: Slot[Source, tuple[Source, ...]] = Slot("announced sessions", in_order)
"""Each is asked as `source(proposal, actor, on)` for the meetings planned from a day on.

A source answers with a fixed number of queries, and only with meetings that the actor may see: sessions of
the bodies, and of the meetings of experts those that have the proposal on their agenda.
"""


def announced(proposal: Proposal, *, actor: Actor, on: date) -> list[Session]:
    """Return the announced sessions that the actor may see, the earliest first."""
    found = [session for source in SESSIONS.supplied() for session in source(proposal, actor, on)]
    return sorted(found, key=lambda session: (session.starts_on, session.title))


@dataclass(frozen=True)
class Sitting:
    """A planned session of a body that has a proposal on its agenda, and has not concluded on it."""

    title: str
    starts_at: datetime


SittingsOf = Callable[[Proposal, str], Iterable[Sitting]]
SITTINGS: Slot[SittingsOf, tuple[SittingsOf, ...]] = Slot("sittings on a proposal", in_order)
"""Each is asked as `sittings(proposal, body)` for those of one of the bodies."""


def awaited_sitting(proposal: Proposal, *, body: str, at: datetime) -> Sitting | None:
    """Return the first session of the body that has the proposal before it, where none of them has begun."""
    found = sorted(
        (sitting for source in SITTINGS.supplied() for sitting in source(proposal, body)),
        key=lambda sitting: sitting.starts_at,
    )
    return found[0] if found and at < found[0].starts_at else None
