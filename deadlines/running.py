"""Every running deadline. The rooms above know them; each gives a source, and whoever lists them asks all.

What waits in an inbox until a day (`deadlines.waiting`), the reminders (`deadlines.reminding`), the page
`/deadlines/` and the calendars are all made of these: a deadline has one home, the source of its room.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from deadlines.ladder import BY_NAME, DAY, DeadlineKind
from members.actor import Actor
from records.canonical import instant_text
from records.supplying import Slot, in_order

SOON = 7 * DAY
OFFICES = ("chair", "secretariat")
"""Who owes something without being a participant."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One thing that somebody has to do until an instant.

    `kind` is a row of `deadlines.ladder`. `uid` stays the same for as long as it runs, also when it is moved.
    `title` says in the reader's language what is to be done, on what. `url` is the object's page, `act_url`
    the page to do it on, `act` the act's name. `owed_by` names those who have not acted, as far as the reader
    may know: codes of participants, `chair`, `secretariat`. `set_at` is when this instant became the
    deadline, `since` from when the object's stage is counted and `goal_days` how long that is meant to take,
    where it is measured.
    """

    kind: str
    uid: str
    title: str
    object_kind: str
    object_key: str
    url: str
    act: str
    act_url: str = ""
    rule: str
    due_at: datetime
    set_at: datetime | None = None
    owed_by: tuple[str, ...] = ()
    measure: str = ""
    body: str = ""
    since: datetime | None = None
    goal_days: int | None = None

    @property
    def row(self) -> DeadlineKind:
        """The row of the table that says when those who owe it are reminded."""
        return BY_NAME[self.kind]

    @property
    def states(self) -> tuple[str, ...]:
        """The participants among those who owe it."""
        return tuple(code for code in self.owed_by if code not in OFFICES)

    def is_owed_by(self, actor: Actor) -> bool:
        """Whether the actor's participant or office has still to do it."""
        return (
            (actor.takes_part and actor.participant in self.owed_by)
            or (actor.is_chair and "chair" in self.owed_by)
            or (actor.is_secretariat and "secretariat" in self.owed_by)
        )

    def is_asked_at(self, at: datetime) -> bool:
        """Whether it is near enough to stand in the inbox of those who owe it."""
        return self.row.asks is None or at >= self.due_at - self.row.asks * DAY

    def is_soon_at(self, at: datetime) -> bool:
        """Whether it is to come within a week."""
        return at < self.due_at <= at + SOON

    def age_days(self, at: datetime) -> int | None:
        """Return for how many whole days the object has been in its stage; None where that is not
        measured.
        """
        return None if self.since is None else (at - self.since).days


Source = Callable[[Actor, datetime], Iterable[Deadline]]
DEADLINES: Slot[Source, tuple[Source, ...]] = Slot("deadlines", in_order)
"""Each is asked as `source(actor, at)` for what runs, on what the actor may see.

A source answers with a fixed number of queries, whatever the number of deadlines. It is also asked for the
procedure itself (`Actor.procedure()`), which may see all and reminds those who owe something.
"""


def all_for(actor: Actor, *, at: datetime) -> list[Deadline]:
    """Return the running deadlines that `actor` may see, and the goals; the earliest first."""
    found = [deadline for source in DEADLINES.supplied() for deadline in source(actor, at)]
    return sorted(found, key=keys_of)


def deadlines_for(actor: Actor, *, at: datetime) -> list[Deadline]:
    """Return the running deadlines that `actor` may see, without mere goals; the earliest first."""
    return [deadline for deadline in all_for(actor, at=at) if not deadline.row.is_goal]


def keys_of(deadline: Deadline) -> tuple[str, str]:
    """Return what deadlines are sorted by: their instant, then what tells them apart."""
    return instant_text(deadline.due_at), deadline.uid
