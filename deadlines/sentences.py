"""A running deadline as readers are shown it: the same facts on the page and in the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deadlines.running import Deadline

OFFICE_NAMES: Mapping[str, Any] = {
    "chair": gettext_lazy("the Chair"),
    "secretariat": gettext_lazy("the secretariat"),
}
FEW = 4
"""Those named in a row; of more, the first and how many others."""


LONGEST_KEY = 20
"""A key that is longer is no word for people."""


def facts_of(deadline: Deadline, at: datetime) -> dict[str, Any]:
    """Return a deadline as JSON, at `at`."""
    days = deadline.age_days(at)
    return {
        "uid": deadline.uid,
        "kind": deadline.kind,
        "kind_label": str(deadline.row.label),
        "is_goal": deadline.row.is_goal,
        "title": deadline.title,
        "object": {"kind": deadline.object_kind, "key": deadline.object_key, "url": deadline.url},
        "measure": deadline.measure,
        "body": str(deadline.body),
        "owed_by": list(deadline.owed_by),
        "due_at": deadline.due_at,
        "is_overdue": deadline.due_at <= at,
        "act": deadline.act,
        "rule": deadline.rule,
        "since": deadline.since,
        "days_in_stage": days,
        "goal_days": deadline.goal_days,
        "is_over_goal": is_over(days, deadline.goal_days),
    }


def in_words(deadline: Deadline, at: datetime, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the same with what a page says in words; `names` is `{code: name}` in the reader's language."""
    facts = facts_of(deadline, at)
    return facts | {
        "owers": in_names(deadline.owed_by, names),
        "away": away(deadline.due_at, at),
        "shown_key": deadline.object_key if len(deadline.object_key) < LONGEST_KEY else "",
        "colour": _colour(deadline, at),
        "age": age(facts["days_in_stage"], deadline.goal_days),
    }


def _colour(deadline: Deadline, at: datetime) -> str:
    """Return the colour of how far off it is: a goal that is missed is no fault."""
    is_over = deadline.due_at <= at
    if is_over and not deadline.row.is_goal:
        return "red"
    return "sand" if is_over or deadline.is_soon_at(at) else "grey"


def in_names(codes: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Return who owes something, in a few names."""
    shown = ", ".join(str(OFFICE_NAMES.get(code) or names.get(code, code)) for code in codes[:FEW])
    if len(codes) <= FEW:
        return shown
    return _("%(names)s and %(number)d more") % {"names": shown, "number": len(codes) - FEW}


def away(due_at: datetime, at: datetime) -> str:
    """Say how far off an instant is, in whole days: "in 3 days", "today", "3 days late"."""
    days = abs(due_at - at).days
    if due_at <= at:
        words = ngettext("%(days)d day late", "%(days)d days late", days)
        return words % {"days": days} if days else _("just past")
    words = ngettext("in %(days)d day", "in %(days)d days", days)
    return words % {"days": days} if days else _("within a day")


def age(days: int | None, goal_days: int | None) -> str:
    """Say for how long a stage has lasted and how long it is meant to: "for 31 days, goal 14"; "" for
    neither.
    """
    if days is None:
        return ""
    lasted = ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
    if goal_days is None:
        return lasted
    return _("%(lasted)s, goal %(goal)d") % {"lasted": lasted, "goal": goal_days}


def is_over(days: int | None, goal_days: int | None) -> bool:
    """Whether a stage has lasted for longer than it is meant to."""
    return days is not None and goal_days is not None and days > goal_days
