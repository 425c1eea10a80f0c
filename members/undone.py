"""What the secretariat entered of a participant and took back: readable still, as cancelled or corrected."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from records.models import Act

TAKES_BACK = ("cancel-change", "correct-entry")
"""The acts that take back an entry."""


@dataclass(frozen=True, kw_only=True)
class UndoneEntry:
    """An entry that was taken back: as it was, why, and by which act (its number in the register).

    `to` is the status that had been entered, empty where it leaves; of a term, the code of the state.
    """

    act: int
    action: str
    entry: str
    effective_on: date
    to: str
    decision: str
    reason: str


def undone_entries(code: str, actor: Any) -> list[UndoneEntry]:
    """Return a participant's entries that were taken back, as far as `actor` may see the acts; last first."""
    acts = Act.objects.history_for(actor, "participant", key=code).filter(action__in=TAKES_BACK)
    return [_entry(act, orjson.loads(act.payload)) for act in acts]


def _entry(act: Act, facts: dict[str, Any]) -> UndoneEntry:
    was = facts["was"]
    return UndoneEntry(
        act=act.number,
        action=act.action,
        entry=facts["entry"],
        effective_on=date.fromisoformat(was["effective_on"]),
        to=was["to"],
        decision=was["decision"],
        reason=facts["reason"],
    )
