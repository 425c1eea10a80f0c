"""The bodies of the acts on experts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from rest_framework import serializers

from cbms.models import Measure
from records.acts import ActFields
from records.clock import latest_day

LAST_DAY = date(2200, 1, 1)


class MeasuresField(serializers.ListField):
    """Codes of measures in force; the cleaned value is the list of measures."""

    child = serializers.CharField(max_length=16)

    @property
    def choices(self) -> dict[str, str]:
        """The measures that a page offers."""
        return {measure.code: f"{measure.code} {measure.text[:SHOWN]}" for measure in self._in_force()}

    def _in_force(self) -> Any:
        at = self.context.get("at")
        return Measure.objects.in_force(at.date()).in_printed_order() if at else Measure.objects.none()

    def to_internal_value(self, data: Any) -> list[Measure]:
        """Refuse codes that no measure in force has."""
        codes = [code.upper() for code in super().to_internal_value(data)]
        held = {measure.code: measure for measure in self._in_force().filter(code__in=codes)}
        if unknown := [code for code in codes if code not in held]:
            raise serializers.ValidationError(
                _("There is no measure in force with the code “%(code)s”.") % {"code": "”, “".join(unknown)}
            )
        return list(held.values())


SHOWN = 80
"""How much of a measure's text a choice shows."""


class TermFields(ActFields):
    """The last day of a term."""

    valid_to = serializers.DateField(label=gettext_lazy("Last day of the term"))

    def validate_valid_to(self, day: date) -> date:
        """Not past, and not beyond what can be reckoned with."""
        if not self.context["at"].date() <= day < LAST_DAY:
            raise serializers.ValidationError(_("Choose a day that has not passed."))
        return day


class DesignateExpertFields(TermFields):
    """`designate-expert`."""

    name = serializers.CharField(max_length=120, label=pgettext_lazy("person", "Name"))
    post = serializers.CharField(max_length=200, label=gettext_lazy("Post"))
    measures = MeasuresField(allow_empty=False, label=gettext_lazy("Measures"))
    valid_from = serializers.DateField(label=gettext_lazy("First day of the term"))
    # No default here: OpenAPI would call the empty text an invalid address.
    email = serializers.EmailField(required=False, allow_blank=True, label=gettext_lazy("E-mail"))
    phone = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="", label=gettext_lazy("Telephone")
    )
    agreed_on = serializers.DateField(
        label=gettext_lazy("The expert agreed on"),
        help_text=gettext_lazy(
            "The expert agrees that name, post and measures are shown to the member states, the Chair and"
            " the secretariat, and the contact details only to your own delegation, the coordinators of the"
            " measure, the Chair and the secretariat."
        ),
    )

    def validate_agreed_on(self, day: date) -> date:
        """Agreement comes before designation."""
        if day > latest_day(self.context["at"]):
            raise serializers.ValidationError(_("The expert must have agreed before."))
        return day

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """A term ends after it begins."""
        if attrs["valid_to"] < attrs["valid_from"]:
            raise serializers.ValidationError({"valid_to": _("The term ends before it begins.")})
        return attrs


class EndExpertFields(ActFields):
    """`end-expert`."""

    reason = serializers.CharField(
        max_length=500, required=False, allow_blank=True, default="", label=gettext_lazy("Reason")
    )


class EraseExpertFields(ActFields):
    """`erase-expert`."""
