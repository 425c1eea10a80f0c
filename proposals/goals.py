"""How long a stage is meant to take. One table, which people read on `/deadlines/` and in
`docs/deadlines.md`.

No text of CICA that is known sets a time for any stage (the circulation period among them), so these days are
ours: a measure to see by what lies still, never a rule. To change one, change its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from proposals.enums import Stage


@dataclass(frozen=True)
class Goal:
    """How many days a stage is meant to take, and why so many."""

    days: int
    reason: Any


GOALS: Mapping[Stage, Goal] = {
    Stage.INTEREST: Goal(14, _("Other states have time to join before the Chair asks.")),
    Stage.CONSULTATION: Goal(30, _("A capital answers within a month.")),
    Stage.VIEWS: Goal(60, _("Capitals write, the secretariat compiles.")),
    Stage.EXPERTS: Goal(60, _("States designate, and a meeting needs its lead time.")),
    Stage.DRAFTING: Goal(90, _("Two states agree on a text.")),
    Stage.EDITORIAL: Goal(7, _("The secretariat reads it once.")),
    Stage.CIRCULATION: Goal(45, _("A text is translated, read in capitals and commented on.")),
    Stage.WORKING_GROUP: Goal(45, _("A silence procedure, or the way to the next session.")),
    Stage.AGREED: Goal(30, _("The Committee takes it up at its next occasion.")),
    Stage.SENIOR_OFFICIALS: Goal(45, _("A silence procedure, or the way to the next session.")),
}
"""The goal of each stage on the way to a decision; what is decided has none."""


@dataclass(frozen=True)
class Age:
    """For how many whole days a proposal has been in its stage, and its goal, None where the stage has
    none.
    """

    days: int
    goal_days: int | None

    @property
    def is_over(self) -> bool:
        """Whether it has been there for longer than it is meant to."""
        return self.goal_days is not None and self.days > self.goal_days


def goal_days(stage: str) -> int | None:
    """Return how many days a stage is meant to take; None for one that has no goal."""
    goal = GOALS.get(Stage(stage))
    return goal.days if goal else None


def age_in_stage(proposal: Any, *, at: datetime) -> Age:
    """Return for how long a proposal has been in its stage at `at`; one that ended is as old as it was
    then.
    """
    until = proposal.closed_at or at
    return Age((until - proposal.stage_since).days, goal_days(proposal.stage))
