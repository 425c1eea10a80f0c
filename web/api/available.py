"""How an object lists the acts open to the caller, `available_actions`: the functions and their shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from records.act_fields import CAPACITY, ON_BEHALF
from records.act_types import ActType
from records.acts import fields_of_form
from records.openings import Opening

if TYPE_CHECKING:
    from members.actor import Actor


def open_acts(openings: Iterable[Opening], *, actor: Actor) -> list[dict[str, Any]]:
    """Return those of a table's acts that are open to the caller now."""
    return [
        available_action(
            opening.act_type,
            actor=actor,
            for_a_state=opening.for_a_state,
            capacities=tuple(opening.capacities),
        )
        for opening in openings
        if opening.is_open
    ]


def available_action(
    act_type: ActType, *, actor: Actor, for_a_state: bool = False, capacities: Sequence[str] = ()
) -> dict[str, Any]:
    """Return one act: name, label, rule, whom it tells, and the fields of its body.

    `for_a_state` is true where the secretariat would enter it on a state's behalf; `capacities` are there
    where the body must say in which of several the act is done.
    """
    asked = {"name": CAPACITY, "type": "choice", "required": True, "label": _("In which capacity")}
    asks = [asked | {"choices": list(capacities)}] if capacities else []
    return {
        "name": getattr(act_type, "address", "") or act_type.name,
        "label": str(act_type.label),
        "rule": act_type.rule,
        "tells": [str(group.label) for group in act_type.tells],
        "on_behalf_of": for_a_state,
        "fields": fields_of(act_type, actor=actor, for_a_state=for_a_state) + asks,
    }


def fields_of(act_type: ActType, *, actor: Actor, for_a_state: bool = False) -> list[dict[str, Any]]:
    """Describe an act's body for a caller: each field's name, type, whether it is required, its choices."""
    fields = fields_of_form(act_type, actor=actor)().fields
    return [
        {
            "name": name,
            "type": type(field).__name__.removesuffix("Field").lower(),
            "required": field.required or (for_a_state and name in ON_BEHALF),
            "label": str(field.label or name),
            **({"choices": list(choices)} if (choices := getattr(field, "choices", None)) else {}),
        }
        for name, field in fields.items()
    ]


class ActField(serializers.Serializer):
    """A field of an act's body."""

    name = serializers.CharField()
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # a member's name, not the option
    label = serializers.CharField()  # type: ignore[assignment]
    choices = serializers.ListField(child=serializers.CharField(), required=False)


class AvailableAction(serializers.Serializer):
    """An act open to the caller now; `on_behalf_of` where the secretariat enters it for a state."""

    name = serializers.CharField(help_text="The last part of its address, `…/actions/{name}/`.")
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    rule = serializers.CharField()
    tells = serializers.ListField(child=serializers.CharField(), help_text="Who will be told, in words.")
    on_behalf_of = serializers.BooleanField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`fields` is a name that serializers have themselves, so it is added by name."""
        return super().get_fields() | {"fields": ActField(many=True)}
