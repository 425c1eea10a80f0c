"""How the acts about an object look as JSON, which carries the latest of them itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from records.models import Act
from records.telling import COLUMNS, Teller
from web.api.serializers import SUMMARY

if TYPE_CHECKING:
    from members.actor import Actor

HISTORY_SHOWN = 50
"""The latest acts that an object carries itself; older ones are in the register."""


class HistoryLineShape(serializers.Serializer):
    """An act about the object; whole in the register."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    capacity = serializers.CharField()
    state = serializers.CharField()
    entered_by = serializers.CharField()
    rule = serializers.CharField()
    summary = serializers.CharField(help_text=SUMMARY)


HISTORY_FIELDS = tuple(HistoryLineShape().fields)


def history(*kinds: str, key: str, actor: Actor) -> list[dict[str, Any]]:
    """Return the latest acts about one object, under any of its kinds, that `actor` may see; newest first."""
    acts = Act.objects.history_for(actor, *kinds, key=key)
    teller = Teller()
    rows = [
        row | {"summary": teller.sentence(row)}
        for row in acts.values("number", "at", "rule", *COLUMNS)[:HISTORY_SHOWN]
    ]
    return [{name: row[name] for name in HISTORY_FIELDS} for row in rows]
