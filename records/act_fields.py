"""The body of an act: its fields, and those that every act may have besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.utils.serializer_helpers import ReturnDict

from records.fields import DayField, TrueOrFalseField
from records.supplying import Slot, only_one
from records.texts import TextsTidied


class ActFields(TextsTidied):
    """The body of an act; its context holds `subject`, `actor` and `at`. Unknown fields are refused.

    An act that makes the next version of something `continues` it: its form begins with all of the version
    before (`version_before`), and what a body leaves out stays as it was. `zone_field` names the field that
    says in which zone a form's local times are; "" for the reader's.
    """

    continues = False
    zone_field = ""
    together: tuple[tuple[str, ...], ...] = ()
    """Fields that are one statement: a body that gives one of them takes none from the version before."""
    first: tuple[str, ...] = ()
    """What a form asks for before all else, in this order: what the act is on, from when, until when."""

    @cached_property
    def version_before(self) -> Mapping[str, Any]:
        """What the version before says, as a body says it; empty where there is none."""
        return {}

    def get_fields(self) -> dict[str, serializers.Field]:
        """Ask in the order of a reader; draw a box that is true by default ticked, for unticked means no."""
        declared = super().get_fields()
        fields = {name: declared[name] for name in self.first} | declared
        for box in fields.values():
            if isinstance(box, serializers.BooleanField) and box.default is True:
                box.initial = True
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """Refuse names that the act does not have, so that a misspelt field is not silently lost."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        if unknown := set(data) - set(self.fields):
            message = _("This act has no such field.")
            raise serializers.ValidationError({name: [message] for name in sorted(unknown)})
        return super().to_internal_value({**self._left_out_of(data), **data})

    def _left_out_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stays as it was, since `data` does not speak of it."""
        spoken_of = {*data, *(name for group in self.together if set(data) & set(group) for name in group)}
        return {name: value for name, value in self.version_before.items() if name not in spoken_of}

    def begin_with(self, values: Mapping[str, Any]) -> None:
        """Let the form show `values`, for the fields that it has."""
        for name in self.fields.keys() & values.keys():
            self.fields[name].initial = values[name]

    @property
    def data(self) -> ReturnDict:
        """What was sent, as it was sent: an act's fields only take in, so a form shows what was typed."""
        return ReturnDict(self.get_initial(), serializer=self)

    def refuse(self, errors: Mapping[str, Any]) -> None:
        """Take over the errors by field that the act was refused with, for the form to show."""
        self._validated_data: dict[str, Any] = {}
        self._errors = dict(errors)


class OnBehalfFields(TextsTidied):
    """What the secretariat adds when it enters an act of a state: who, and the note verbale it rests on."""

    on_behalf_of = serializers.CharField(label=gettext_lazy("State"))
    note_number = serializers.CharField(max_length=80, label=gettext_lazy("Number of the note verbale"))
    note_date = DayField(label=gettext_lazy("Date of the note verbale"))

    def get_fields(self) -> dict[str, serializers.Field]:
        """Let the room that knows the states say how one is named."""
        fields = super().get_fields()
        if states_field := STATES_FIELD.supplied():
            fields["on_behalf_of"] = states_field()
        return fields


NamesState = Callable[[], serializers.Field]
STATES_FIELD: Slot[NamesState, NamesState | None] = Slot("field of a state", only_one)
"""Makes the field that names the state an act is entered for; supplied by `members`."""


ON_BEHALF = ("on_behalf_of", "note_number", "note_date")


CAPACITY = "capacity"
"""The field that says in which capacity an act is done, where two would do."""


AGAIN = "again"
"""The field by which somebody who was told that the same stands already says: enter it again."""


def note_fields() -> dict[str, serializers.Field]:
    """Return the fields of a note verbale as a form has them beside others, where none is needed."""
    fields = OnBehalfFields().get_fields()
    for note_field in fields.values():
        note_field.required = False
    return fields


def again_field() -> serializers.Field:
    """Return the box by which somebody says that the act is meant although the same stands already."""
    return TrueOrFalseField(required=False, label=_("Enter it all the same"))
