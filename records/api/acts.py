"""How the acts open to a caller look as JSON, the same in every room."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from records.acts import ON_BEHALF, ActorLike, ActType, fields_of_form
from records.models import Act
from records.openings import Opening

Json = dict[str, Any]
HISTORY_SHOWN = 50
"""The latest acts that an object carries itself; older ones are in the register."""
HISTORY_COLUMNS = ("number", "at", "action", "capacity", "state", "entered_by", "rule")


class ActFieldShape(serializers.Serializer):
    """A field of an act's body."""

    name = serializers.CharField()
    type = serializers.CharField()
    required = serializers.BooleanField()
    label = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField(), required=False)


class OpenActShape(serializers.Serializer):
    """An act open to the caller now; `on_behalf_of` where the secretariat enters it for a state."""

    name = serializers.CharField(help_text="The last part of its address, `…/actions/{name}/`.")
    label = serializers.CharField()
    rule = serializers.CharField()
    on_behalf_of = serializers.BooleanField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`fields` is a name that serializers have themselves, so it is added by name."""
        return super().get_fields() | {"fields": ActFieldShape(many=True)}


class HistoryLineShape(serializers.Serializer):
    """An act about the object; whole in the register."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    capacity = serializers.CharField()
    state = serializers.CharField()
    entered_by = serializers.CharField()
    rule = serializers.CharField()


def open_acts(openings: Iterable[Opening], *, actor: ActorLike) -> list[Json]:
    """Return the acts open to the caller now, with the fields of their bodies."""
    return [
        {
            "name": getattr(opening.act_type, "address", "") or opening.act_type.name,
            "label": str(opening.act_type.label),
            "rule": opening.act_type.rule,
            "on_behalf_of": opening.for_a_state,
            "fields": fields_of(opening.act_type, actor=actor, for_a_state=opening.for_a_state),
        }
        for opening in openings
        if opening.is_open
    ]


def fields_of(act_type: ActType, *, actor: ActorLike, for_a_state: bool) -> list[Json]:
    """Describe an act's body: each field's name, type, whether it is required, and its choices."""
    return [
        {
            "name": name,
            "type": type(field).__name__.removesuffix("Field").lower(),
            "required": field.required or (for_a_state and name in ON_BEHALF),
            "label": str(field.label or name),
            **({"choices": list(field.choices)} if getattr(field, "choices", None) else {}),
        }
        for name, field in fields_of_form(act_type, actor=actor)().fields.items()
    ]


def history(*kinds: str, key: str, actor: ActorLike) -> list[Json]:
    """Return the latest acts about one object, under any of its kinds, that `actor` may see; newest first."""
    acts = Act.objects.visible_to(actor).filter(object_kind__in=kinds, object_key=key).order_by("-number")
    return list(acts.values(*HISTORY_COLUMNS)[:HISTORY_SHOWN])
