"""How long things are meant to take where no rule sets a time. The rooms above say so; `/deadlines/` shows
it.

A goal is a measure of ours to see by what lies still, never a rule.
"""

from dataclasses import dataclass
from typing import Any

from records.supplying import Slot, in_order


@dataclass(frozen=True)
class Goal:
    """That something is meant to take so many days, and why so many."""

    label: Any
    days: int
    reason: Any


GOALS: Slot[Goal, tuple[Goal, ...]] = Slot("goals", in_order)
"""What readers are shown of them."""


def known_goals() -> list[Goal]:
    """Return every goal, in the order of the rooms."""
    return list(GOALS.supplied())
