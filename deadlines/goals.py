"""How long things are meant to take where no rule sets a time. The rooms above say so; `/deadlines/` shows
it.

A goal is a measure of ours to see by what lies still, never a rule.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """That something is meant to take so many days, and why so many."""

    label: Any
    days: int
    reason: Any


_goals: list[Goal] = []


def register_goals(*goals: Goal) -> None:
    """Show these goals to readers; called once, from an app's `ready()`."""
    _goals.extend(goals)


def known_goals() -> list[Goal]:
    """Return every goal, in the order of the rooms."""
    return list(_goals)
