"""What stands in a calendar. The rooms above know it; each gives a source, and a calendar asks them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from members.actor import Actor
from records.kinds import visible_acts_of
from records.models import Act
from records.supplying import Slot, in_order

KEPT = timedelta(days=366)
"""How long what has passed stays in a calendar."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which events a calendar holds: of one body, measure, participant or meeting; else all that one may see.

    `measures` are the codes of one measure in every edition. `is_own`: what concerns the participant or the
    office that the reader speaks for.
    """

    body: str = ""
    measures: frozenset[str] = frozenset()
    participant: str = ""
    meeting: str = ""
    is_own: bool = False

    def participant_for(self, actor: Actor) -> str:
        """Return the participant whose events are asked for; empty where any are."""
        return actor.participant if self.is_own else self.participant

    def first_day(self, at: datetime) -> date:
        """Return the first day of which something is shown; a meeting's own file has it at any age."""
        return date.min if self.meeting else at.date() - KEPT


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing in a calendar.

    `uid` stays the same whatever changes; `sequence` counts the changes, `changed_at` is the last of them.
    `label` says what kind of thing it is, `reference` which; `url` is its page. `starts` and `ends` are two
    instants, written in `zone` (UTC where it is empty), or two days of which the last is included. `ends` is
    None for an instant or a single day. `is_public`: everyone may see all of it.
    """

    uid: str
    label: str
    reference: str
    url: str
    starts: datetime | date
    ends: datetime | date | None = None
    zone: str = ""
    title: str = ""
    place: str = ""
    notes: tuple[str, ...] = ()
    changed_at: datetime
    sequence: int = 0
    is_cancelled: bool = False
    is_busy: bool = False
    is_public: bool = False

    @property
    def summary(self) -> str:
        """The line that a calendar shows. Programs often hide the status of what they subscribe to."""
        words = self.title or _("%(kind)s: %(reference)s") % {
            "kind": self.label,
            "reference": self.reference,
        }
        return _("Cancelled: %(event)s") % {"event": words} if self.is_cancelled else words

    def minimal(self) -> "Event":
        """Return what a personal feed shows: of what is not public only kind, reference, time and link."""
        return self if self.is_public else replace(self, title="", place="", notes=())


Source = Callable[[Actor, Scope, datetime], Iterable[Event]]
EVENTS: Slot[Source, tuple[Source, ...]] = Slot("events of calendars", in_order)
"""Each is asked as `source(actor, scope, at)` for the events of a calendar.

A source answers with a fixed number of queries, and only with what the actor may see.
"""


def events_for(actor: Actor, *, scope: Scope, at: datetime) -> list[Event]:
    """Return the events that `actor` may see within a scope, in order of time."""
    found = [event for source in EVENTS.supplied() for event in source(actor, scope, at)]
    return sorted(found, key=_order)


def _order(event: Event) -> tuple[Any, ...]:
    return event.starts.isoformat(), event.uid


class Changes(TypedDict):
    """What `with_changes` adds to a row."""

    changes: int | None
    changed_at: datetime | None


def with_changes(rows: QuerySet, *, kind: str, key: str, actions: Iterable[str], actor: Actor) -> QuerySet:
    """Add `changes` and `changed_at` to rows: how many such acts `actor` may see of each, and when last.

    `kind` and the column `key` are what the register knows a row by. Both are null where no act is known.
    """
    seen = Act.objects.filter(visible_acts_of(kind, actor))
    acts = seen.filter(object_key=OuterRef(key), action__in=list(actions))
    counted = acts.order_by().values("object_key").annotate(n=Count("number")).values("n")
    return rows.annotate(
        changes=Subquery(counted, output_field=IntegerField()),
        changed_at=seen.latest_at(kind, key, actions),
    )
