"""The one door: whatever happens, happens through `take`.

It finds what the act is on within what the actor may see, lets what is due on it take effect first, holds it,
refuses an act on an earlier state of it, and has the act performed (`records.acts.perform`, which nothing
else calls). How the things of a kind are found and held, their room says in a `Subject`: most are rows, as
`Rows` has them; a thing that the act makes is `New`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from records import clock
from records.act_types import ActType, Entry, Group, last_act_on
from records.acts import perform
from records.models import Act
from records.refusals import NotVisible, Stale

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from members.actor import Actor

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """A subject that is locked until the transaction ends.

    `subject` is what roles, guards and effects are asked about. `at` is the instant with which the act is
    written, of the database clock, read under the lock: so instants follow each other as acts do.
    """

    subject: Any
    at: datetime


class Unsettled(Exception):
    """Something fell due on a subject after it was settled: it is settled again, before the act."""


class Subject(Protocol):
    """What an act is asked for on, before it is found: a thing by its key, or one that the act makes."""

    @property
    def acts(self) -> Mapping[str, ActType]:
        """The acts that there are on it, by name."""

    def find(self, actor: Actor) -> Any:
        """Return the key by which it is held, without a lock; raise NotVisible where the actor sees none."""

    def settle(self, key: Any, act_type: Any) -> None:
        """Let what is due on it take effect, to stay whether the act is refused or not."""

    def hold(self, key: Any, actor: Actor, data: Body) -> Held:
        """Lock it, and read the clock. Raises NotVisible, Unsettled."""

    def revision(self, subject: Any, actor: Actor) -> int:
        """Return a number that has grown with every act on the subject that the actor may know of."""


@dataclass(frozen=True)
class Taken:
    """What an act left: its subject as it is now, as guards and effects know it, and the act."""

    subject: Any
    act: Act


@dataclass(frozen=True)
class Foreseen:
    """What a rehearsed act would do: from which stage to which (None: it has none), what would come of it,
    which groups would be told.
    """

    act_type: ActType
    before: str | None
    after: str | None
    outcome: str
    told: tuple[Group, ...]


@dataclass
class Rehearsal:
    """What is tried and taken back; `foreseen` is what the act would do, once it was taken."""

    foreseen: Foreseen | None = None


_rehearsal: ContextVar[Rehearsal | None] = ContextVar("rehearsal", default=None)


@contextmanager
def rehearsed() -> Iterator[Rehearsal]:
    """Do what is within, with all its checks and refusals, and take back everything that it wrote.

    This is the dry run of pages and API: the same path as the act's own.
    """
    rehearsal = Rehearsal()
    token = _rehearsal.set(rehearsal)
    try:
        with transaction.atomic():
            yield rehearsal
            transaction.set_rollback(True)
    finally:
        _rehearsal.reset(token)


def take(
    act: str,
    subject: Subject,
    *,
    actor: Actor,
    data: Body,
    expected_revision: int | None = None,
    released_by: Actor | None = None,
) -> Taken:
    """Take one act on a subject, for `actor`: all of it is written, or nothing.

    `data` is the act's body as it came in, with the secretariat's `on_behalf_of`, `note_number` and
    `note_date` where it acts for a state. `expected_revision` is the one that was last read (Stale where the
    subject has changed since). `released_by` is the second pair of eyes, where the act's row asks for one.
    Raises NotVisible, NotYours, Stale, PreconditionRequired, NotNow, Invalid.
    """
    act_type = subject.acts.get(act)
    if act_type is None:
        raise NotVisible(_("There is nothing at this address."))
    key = subject.find(actor)
    while True:
        subject.settle(key, act_type)
        try:
            with transaction.atomic():
                held = subject.hold(key, actor, data)
                if expected_revision not in (None, subject.revision(held.subject, actor)):
                    raise Stale(_("The object changed since you read it. Read it again."))
                return _taken(act_type, held, actor=actor, data=data, released_by=released_by)
        except Unsettled:
            log.info("%s fell due while “%s” was entering; settling it first", subject, act)


def _taken(act_type: ActType, held: Held, *, actor: Actor, data: Body, released_by: Actor | None) -> Taken:
    before = _stage_of(held.subject)
    act, entry = perform(
        act_type, actor=actor, subject=held.subject, at=held.at, data=data, released_by=released_by
    )
    if rehearsal := _rehearsal.get():
        # An act that others are part of ends after them, so that the last is the one that was asked for.
        rehearsal.foreseen = _foreseen(act_type.on(held.subject), before, held.subject, entry)
    return Taken(held.subject, act)


def _stage_of(subject: Any) -> str | None:
    stage = getattr(subject, "stage", None)
    return str(stage) if stage else None


def _foreseen(act_type: ActType, before: str | None, subject: Any, entry: Entry) -> Foreseen:
    told = tuple(group for group in act_type.tells if any(entry.told.get(group, ())))
    return Foreseen(act_type, before, _stage_of(subject), entry.outcome, told)


def nothing_is_held() -> None:
    """Let acts of a kind wait for each other on nothing but the row that they are on."""


def the_row(row: Any, actor: Actor, data: Body) -> Any:
    """Ask roles, guards and effects about the row itself."""
    return row


def last_act(subject: Any, actor: Actor) -> int:
    """Count by the acts on it: the number of the last that the actor may see."""
    return last_act_on(subject, actor)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The subjects of one kind that are rows of a model: which acts there are on one, and how it is held.

    `key` is the column by which one is named; `model.objects` has `visible_to`. `know` makes of the locked
    row what roles, guards and effects are asked about; `wait` locks what all acts of the kind wait for.
    """

    model: type[Any]
    key: str
    acts: Mapping[str, ActType]
    know: Callable[[Any, Actor, Body], Any] = the_row
    wait: Callable[[], None] = nothing_is_held
    revision: Callable[[Any, Actor], int] = last_act

    def at(self, key: Any) -> Row:
        """Return the one with this key, which may be none."""
        return Row(self, key)


@dataclass(frozen=True)
class Row:
    """One of `Rows`, by its key."""

    kind: Rows
    key: Any

    @property
    def acts(self) -> Mapping[str, ActType]:
        """Those of its kind."""
        return self.kind.acts

    def find(self, actor: Actor) -> Any:
        """Return its key: whether the actor sees such a row is asked as it is locked."""
        return self.key

    def settle(self, key: Any, act_type: Any) -> None:
        """Nothing falls due on a row by itself."""

    def hold(self, key: Any, actor: Actor, data: Body) -> Held:
        """Lock the row within what the actor may see."""
        self.kind.wait()
        visible = self.kind.model.objects.visible_to(actor).select_for_update(of=("self",))
        row = visible.filter(**{self.kind.key: key}).first()
        if row is None:
            raise NotVisible(_("There is nothing at this address."))
        return Held(self.kind.know(row, actor, data), clock.now())

    def revision(self, subject: Any, actor: Actor) -> int:
        """Return what its kind counts."""
        return self.kind.revision(subject, actor)


@dataclass(frozen=True)
class New:
    """A subject that its act makes: `subject` is what roles, guards and effects are asked about before it is
    there, None where that is nothing.
    """

    making: Collection[ActType]
    subject: Any = None
    wait: Callable[[], None] = field(default=nothing_is_held)

    @property
    def acts(self) -> Mapping[str, ActType]:
        """The acts that make it."""
        return {act_type.name: act_type for act_type in self.making}

    def find(self, actor: Actor) -> None:
        """Nothing is to be found."""

    def settle(self, key: None, act_type: ActType) -> None:
        """Nothing is due on what is not there."""

    def hold(self, key: None, actor: Actor, data: Body) -> Held:
        """Hold what its act has to wait for."""
        self.wait()
        return Held(self.subject, clock.now())

    def revision(self, subject: Any, actor: Actor) -> int:
        """Return that of what has seen no act."""
        return 0
