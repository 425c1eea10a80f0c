"""How the acts about an object look as JSON, which carries the latest of them itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from records.models import Act

if TYPE_CHECKING:
    from members.actor import Actor

HISTORY_SHOWN = 50
"""The latest acts that an object carries itself; older ones are in the register."""
HISTORY_COLUMNS = ("number", "at", "action", "capacity", "state", "entered_by", "rule")


class HistoryLineShape(serializers.Serializer):
    """An act about the object; whole in the register."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    capacity = serializers.CharField()
    state = serializers.CharField()
    entered_by = serializers.CharField()
    rule = serializers.CharField()


def history(*kinds: str, key: str, actor: Actor) -> list[dict[str, Any]]:
    """Return the latest acts about one object, under any of its kinds, that `actor` may see; newest first."""
    return list(Act.objects.history_for(actor, *kinds, key=key).values(*HISTORY_COLUMNS)[:HISTORY_SHOWN])
