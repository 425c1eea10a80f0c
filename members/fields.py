"""The bodies of this room's acts."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from members.enums import Kind, Status
from records.acts import ActFields

NAME_LENGTH = 120
DECISION_LENGTH = 200
WITHOUT_STATUS = ""


class DecidedFields(ActFields):
    """What every change of the record of participants says: from which day, by which decision."""

    effective_on = serializers.DateField(label=gettext_lazy("In effect from"))
    decision = serializers.CharField(
        max_length=DECISION_LENGTH,
        label=gettext_lazy("Decision"),
        help_text=gettext_lazy("Body, place and day of the decision that this rests on."),
    )


class AdmitFields(DecidedFields):
    """A new participant, its names in the three languages, and its first status."""

    code = serializers.RegexField(
        r"^[A-Z][A-Z0-9]{1,11}$",
        label=gettext_lazy("Code"),
        max_length=12,
        help_text=gettext_lazy("ISO 3166 alpha-2 for a state, the abbreviation for an organisation."),
    )
    kind = serializers.ChoiceField(Kind.choices, label=gettext_lazy("Kind"))
    status = serializers.ChoiceField(Status.choices, label=gettext_lazy("Status"))
    name_en = serializers.CharField(max_length=NAME_LENGTH, label=gettext_lazy("Name in English"))
    name_ru = serializers.CharField(max_length=NAME_LENGTH, label=gettext_lazy("Name in Russian"))
    name_fr = serializers.CharField(max_length=NAME_LENGTH, label=gettext_lazy("Name in French"))

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse an organisation as a member: only states are (RoP 1)."""
        return _only_states_are_members(attrs, attrs["kind"])


class ChangeStatusFields(DecidedFields):
    """The participant's new status; `none` when it leaves."""

    status = serializers.ChoiceField(
        [*Status.choices, ("none", gettext_lazy("None: it leaves"))], label=gettext_lazy("New status")
    )

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse an organisation as a member, and write `none` as the empty status that it is."""
        status = WITHOUT_STATUS if attrs["status"] == "none" else attrs["status"]
        return _only_states_are_members({**attrs, "status": status}, self.context["subject"].kind)


class HandOverFields(DecidedFields):
    """When, and by which decision, the subject takes the Chairmanship."""


def _only_states_are_members(attrs: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    if kind == Kind.ORGANISATION and attrs["status"] == Status.MEMBER:
        raise serializers.ValidationError({"status": [_("Only a state can be a member.")]})
    return attrs
