"""How an object lists the acts open to the caller, `available_actions`: the functions and their shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Annotated, Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from records.act_fields import CAPACITY, ON_BEHALF
from records.openings import Opening
from web.readings import DescribedBy, Json


def open_acts(openings: Iterable[Opening]) -> list[dict[str, Any]]:
    """Return those of the acts on a thing that are open to the caller now."""
    return [_available(opening) for opening in openings if opening.is_open]


def _available(opening: Opening) -> dict[str, Any]:
    """Return one act: name, label, rule, whom it tells, and the fields of its body."""
    return {
        "name": opening.name,
        "label": opening.label,
        "rule": opening.rule,
        "tells": [str(group.label) for group in opening.act_type.tells],
        "on_behalf_of": opening.for_a_state,
        "fields": _fields_of(opening),
    }


def _fields_of(opening: Opening) -> list[dict[str, Any]]:
    """Describe the body: each field's name, type, whether it is required, its choices; and the capacity,
    where the body must say in which of several the act is done.
    """
    asked = {"name": CAPACITY, "type": "choice", "required": True, "label": _("In which capacity")}
    return [
        {
            "name": name,
            "type": type(field).__name__.removesuffix("Field").lower(),
            "required": field.required or (opening.for_a_state and name in ON_BEHALF),
            "label": str(field.label or name),
            **({"choices": list(choices)} if (choices := getattr(field, "choices", None)) else {}),
        }
        for name, field in opening.fields().fields.items()
    ] + ([asked | {"choices": list(opening.capacities)}] if opening.capacities else [])


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


Actions = Annotated[Sequence[Json], DescribedBy(partial(AvailableAction, many=True))]
"""What a reading has of the acts open to the caller."""
