"""How long a stage is meant to take. One table, which people read on `/deadlines/` and in
`docs/deadlines.md`.

No text of CICA that is known sets a time for any stage (the circulation period among them), so these days are
ours: a measure to see by what lies still, never a rule. `assumptions` is another table: the shortest that a
part of the way is reckoned to take in a forecast. To change one, change its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from deadlines.goals import Goal
from proposals.enums import Stage

DAYS: Mapping[Stage, tuple[int, Any]] = {
    Stage.INTEREST: (14, _("Other states have time to join before the Chair asks.")),
    Stage.CONSULTATION: (30, _("A capital answers within a month.")),
    Stage.VIEWS: (60, _("Capitals write, the secretariat compiles.")),
    Stage.EXPERTS: (90, _("States designate, and a meeting needs its lead time.")),
    Stage.DRAFTING: (90, _("Two states agree on a text.")),
    Stage.EDITORIAL: (10, _("The secretariat reads it once.")),
    Stage.CIRCULATION: (45, _("A text is translated, read in capitals and commented on.")),
    Stage.WORKING_GROUP: (45, _("A silence procedure, or the way to the next session.")),
    Stage.AGREED: (30, _("The Committee takes it up at its next occasion.")),
    Stage.SENIOR_OFFICIALS: (45, _("A silence procedure, or the way to the next session.")),
}  # fmt: skip
GOALS: Mapping[Stage, Goal] = {
    stage: Goal(stage.label, days, reason) for stage, (days, reason) in DAYS.items()
}
"""The goal of each stage on the way to a decision; what is decided has none."""


@dataclass(frozen=True)
class Age:
    """For how many whole days a proposal has been in its stage, and its goal, None where the stage has
    none.
    """

    days: int
    goal_days: int | None


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
