"""The kinds of deadline that there are, and the ladder of reminders of each: one table, which people read
too.

`/deadlines/` shows it, `deadlines.reminding` climbs it. No text of CICA sets a period for reminders, so every
day in it is ours; to change one, change its row. A rung is counted in days from the deadline: -7 is a week
before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rung:
    """A step of a ladder: so many days from the deadline. The escalation tells the Chair's office."""

    days: int
    is_escalation: bool = False

    def reached_at(self, due_at: datetime) -> datetime:
        """Return the instant of this rung for a deadline."""
        return due_at + self.days * DAY

    @property
    def label(self) -> str:
        """How a person calls it: "7 days before"."""
        if self.days == 0:
            return _("at the deadline")
        words = (
            ngettext("%(days)d day before", "%(days)d days before", -self.days)
            if self.days < 0
            else ngettext("%(days)d day after", "%(days)d days after", self.days)
        )
        return words % {"days": abs(self.days)}


@dataclass(frozen=True, kw_only=True)
class DeadlineKind:
    """A kind of deadline.

    `reminds` are the days on which those who have not acted are reminded. `escalates` is the day on which the
    Chair's office is told who has not. `asks` is how many days before it the deadline comes into the inbox of
    those who owe it; None: as soon as it runs. `is_goal`: no rule sets the time, the day is ours to measure
    by. `names`: whoever sees the object may know who has not acted, so the register may say it. `is_by_day`:
    what is set is a day, which ends at midnight in UTC.
    """

    name: str
    label: Any
    reminds: tuple[int, ...]
    escalates: int | None = None
    asks: int | None = None
    is_goal: bool = False
    names: bool = True
    is_by_day: bool = False

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The whole ladder, the earliest rung first."""
        steps = [Rung(days) for days in self.reminds]
        last = [] if self.escalates is None else [Rung(self.escalates, is_escalation=True)]
        return tuple(sorted(steps + last, key=lambda rung: rung.days))


OPEN_LATE = (-7, -1, 0, 3, 7)
"""For what can still be done after the deadline."""
CLOSING = (-7, -1)
"""For what can no longer be done after it."""

KINDS: tuple[DeadlineKind, ...] = (
    DeadlineKind(
        name="consultation",
        label=gettext_lazy("Answer to the Chair's consultation"),
        reminds=OPEN_LATE,
        escalates=10,
    ),
    DeadlineKind(
        name="designation",
        label=gettext_lazy("Designation of experts"),
        reminds=OPEN_LATE,
        escalates=10,
    ),
    DeadlineKind(
        name="draft",
        label=gettext_lazy("Draft of a paper"),
        reminds=OPEN_LATE,
        escalates=10,
        is_by_day=True,
    ),
    DeadlineKind(name="comments", label=gettext_lazy("Comments on a paper"), reminds=CLOSING),
    DeadlineKind(name="silence", label=gettext_lazy("End of a silence procedure"), reminds=CLOSING),
    DeadlineKind(
        name="stage",
        label=gettext_lazy("Next step of a proposal"),
        reminds=(0, 14),
        is_goal=True,
    ),
    DeadlineKind(name="position", label=gettext_lazy("Positions at a meeting"), reminds=(), is_goal=True),
    DeadlineKind(name="call", label=gettext_lazy("Call for information"), reminds=OPEN_LATE, escalates=10),
    DeadlineKind(name="consent", label=gettext_lazy("Consent to a wider audience"), reminds=CLOSING),
    DeadlineKind(
        name="confirmation",
        label=gettext_lazy("Confirmation by a co-author"),
        reminds=(-7, 0, 7),
        is_goal=True,
    ),
    DeadlineKind(
        name="expert_term",
        label=gettext_lazy("Term of an expert"),
        reminds=(-60, -30, -7),
        asks=60,
        is_by_day=True,
    ),
    DeadlineKind(
        name="renewal",
        label=gettext_lazy("Review of an adopted paper"),
        reminds=(-90, -30, -7, 0, 30),
        escalates=60,
        asks=90,
        names=False,
        is_by_day=True,
    ),
    DeadlineKind(
        name="action_plan",
        label=gettext_lazy("End of an action plan"),
        reminds=(-30, 0, 30),
        escalates=60,
        asks=30,
        names=False,
        is_by_day=True,
    ),
    DeadlineKind(
        name="activity",
        label=gettext_lazy("Report on an activity"),
        reminds=(0, 30),
        asks=30,
        is_goal=True,
        names=False,
        is_by_day=True,
    ),
    DeadlineKind(
        name="report",
        label=gettext_lazy("Yearly report of a coordinator"),
        reminds=(-30, -7, 0, 7),
        is_goal=True,
        names=False,
        is_by_day=True,
    ),
    DeadlineKind(
        name="review",
        label=gettext_lazy("Yearly review of an area"),
        reminds=(-14, 0),
        is_goal=True,
        names=False,
        is_by_day=True,
    ),
    DeadlineKind(
        name="invitation", label=gettext_lazy("Answer to an invitation"), reminds=(-14, -7, -1), names=False
    ),
    DeadlineKind(
        name="task",
        label=gettext_lazy("Task of a meeting's logistics"),
        reminds=OPEN_LATE,
        escalates=10,
        asks=30,
        is_by_day=True,
    ),
)

BY_NAME: Mapping[str, DeadlineKind] = {kind.name: kind for kind in KINDS}


WORDS = {"deadline": {kind.name: kind.label for kind in KINDS}}
"""What the codes mean that the register keeps of reminders."""
