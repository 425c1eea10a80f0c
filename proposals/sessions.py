"""The announced meetings that can take up a proposal. The room of meetings lies above and gives them here."""

from collections.abc import Callable, Iterable
from datetime import date

from members.actor import Actor
from proposals.forecast import Session
from proposals.models import Proposal

Source = Callable[[Proposal, Actor, date], Iterable[Session]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Ask `source(proposal, actor, on)` for the meetings planned from a day on; called once, from `ready()`.

    A source answers with a fixed number of queries, and only with meetings that the actor may see: sessions
    of the bodies, and of the meetings of experts those that have the proposal on their agenda.
    """
    _sources.append(source)


def announced(proposal: Proposal, *, actor: Actor, on: date) -> list[Session]:
    """Return the announced sessions that the actor may see, the earliest first."""
    found = [session for source in _sources for session in source(proposal, actor, on)]
    return sorted(found, key=lambda session: (session.starts_on, session.title))
