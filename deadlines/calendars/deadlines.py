"""What the running deadlines give to calendars. One that is met or has ended is gone from them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from deadlines.calendars.events import Event, Scope
from deadlines.running import Deadline, deadlines_for
from members.actor import Actor
from records.citations import in_words

OF_EVERY_MEMBER = ("comments", "silence")
"""Kinds that concern each member state to the end, also one that has spoken and owes nothing any more."""
MINUTE = timedelta(minutes=1)


def events(actor: Actor, scope: Scope, at: datetime) -> Iterator[Event]:
    """Yield the deadlines of a scope; the file of one meeting holds that meeting alone."""
    if scope.meeting:
        return
    for deadline in deadlines_for(actor, at=at):
        if _is_within(deadline, scope, actor) and deadline.due_at.date() >= scope.first_day(at):
            yield _event(deadline, actor)


def _is_within(deadline: Deadline, scope: Scope, actor: Actor) -> bool:
    if scope.is_own:
        is_of_all = deadline.kind in OF_EVERY_MEMBER and actor.reads_restricted
        return is_of_all or deadline.is_owed_by(actor)
    if scope.participant:
        return scope.participant in deadline.owed_by
    if scope.measures:
        return not scope.measures.isdisjoint(deadline.measure.split(", "))
    return scope.body in ("", deadline.body)


def _event(deadline: Deadline, actor: Actor) -> Event:
    set_at = deadline.set_at or deadline.due_at
    return Event(
        uid=f"deadline/{deadline.uid}",
        label=str(deadline.row.label),
        reference=deadline.object_key,
        url=deadline.url,
        starts=(deadline.due_at - MINUTE).date() if deadline.row.is_by_day else deadline.due_at,
        title=deadline.title,
        notes=(f"{deadline.row.label} ({in_words(deadline.rule)})",),
        changed_at=set_at,
        sequence=int(set_at.timestamp() // MINUTE.total_seconds()),  # nobody counts how often it was moved
        is_public=not actor.account,
    )
