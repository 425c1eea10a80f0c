"""The latest acts about an object, as it carries them itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from records.models import Act
from records.telling import COLUMNS, Teller
from web.api.serializers import SUMMARY

if TYPE_CHECKING:
    from members.actor import Actor

HISTORY_SHOWN = 50
"""The latest acts that an object carries itself; older ones are in the register."""


@dataclass(frozen=True)
class HistoryLineShape:
    """An act about the object; whole in the register."""

    number: int
    at: datetime
    action: str
    capacity: str
    state: str
    entered_by: str
    rule: str
    summary: Annotated[str, SUMMARY]


def history(*kinds: str, key: str, actor: Actor) -> list[HistoryLineShape]:
    """Return the latest acts about one object, under any of its kinds, that `actor` may see; newest first."""
    acts = Act.objects.history_for(actor, *kinds, key=key)
    teller = Teller()
    rows = acts.values("number", "at", "rule", *COLUMNS)[:HISTORY_SHOWN]
    return [HistoryLineShape(**_shown(row), summary=teller.sentence(row)) for row in rows]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("number", "at", "action", "capacity", "state", "entered_by", "rule")}
