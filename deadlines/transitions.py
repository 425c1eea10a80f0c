"""The acts of this room: the procedure reminds those who have not acted, and tells the Chair's office."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from deadlines import happened
from deadlines.ladder import Rung
from deadlines.running import Deadline
from members.actor import Actor
from members.enums import Capacity
from members.groups import CHAIR
from records.act_types import ActType, Entry, Group, Role, at_once


@dataclass(frozen=True)
class Reached:
    """A rung of the ladder that a deadline has reached: what a reminder is about."""

    deadline: Deadline
    rung: Rung


def _is_procedure(actor: Actor, subject: Any) -> bool:
    return actor.is_procedure


def _entry(reached: Reached, *, told: Mapping[Group, tuple[str, ...]]) -> Entry:
    """Say what is due. Who has not acted is written only where all who see the object may know."""
    deadline = reached.deadline
    payload: dict[str, Any] = {
        "deadline": deadline.kind,
        "awaited_act": deadline.act,
        "due_at": deadline.due_at,
        "days": reached.rung.days,
    }
    if deadline.measure:
        payload["measure"] = deadline.measure
    if deadline.row.names:
        payload["not_acted"] = list(deadline.owed_by)
    return Entry(deadline.object_kind, deadline.object_key, payload, told)


def _remind(reached: Reached, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Tell those who have not acted, and nobody else."""
    return _entry(reached, told={NOT_ACTED: reached.deadline.owed_by})


def _escalate(reached: Reached, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Tell the Chair's office, and those who have not acted that it was told."""
    return _entry(reached, told={CHAIR: ("chair",), NOT_ACTED: reached.deadline.owed_by})


@dataclass(frozen=True, kw_only=True)
class ReminderAct(ActType):
    """An act of the procedure at a rung of the ladder; it rests on what its deadline rests on."""

    rule: str = ""

    def on(self, reached: Reached | None) -> Self:
        """Return the row with the deadline's own rule."""
        return replace(self, rule=reached.deadline.rule) if reached else self


NOT_ACTED = Group("not_acted", _("those who have not acted"))
PROCEDURE = Role("procedure", _("the procedure itself"), Capacity.PROCEDURE, _is_procedure)

REMIND = ReminderAct(
    name="remind",
    label=_("Remind those who have not acted"),
    who=(PROCEDURE,),
    effect=_remind,
    happened=happened.REMIND,
    is_urgent=at_once,
    tells=(NOT_ACTED,),
)
ESCALATE = ReminderAct(
    name="escalate",
    label=_("Tell the Chair's office who has not acted"),
    who=(PROCEDURE,),
    effect=_escalate,
    happened=happened.ESCALATE,
    tells=(CHAIR, NOT_ACTED),
)
