"""The kinds of field that bodies are made of: texts, instants and days to come, states, paragraphs."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.fields import empty

from cbms.models import Expert
from members.models import Participant
from proposals.dossier import Dossier
from records.acts import ActFields

Among = Callable[[Dossier, datetime], Mapping[str, str]]
"""`among(dossier, at)`: what a page offers for a field, `{value: label}`. The guards judge the value."""


LAST_DAY = date(2999, 12, 31)
"""The last day that an act may name, so that a day added to it, in any zone, is a date still."""


class TextField(serializers.CharField):
    """A text of some lines, up to 20,000 characters; empty unless the act needs it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20_000)
        if not options.get("required", False):
            options.setdefault("required", False)
            options.setdefault("allow_blank", True)
            options.setdefault("default", "")
        options.setdefault("style", {"base_template": "textarea.html"})
        super().__init__(**options)


class FutureInstantField(serializers.DateTimeField):
    """An instant after the act's own."""

    def to_internal_value(self, value: Any) -> Any:
        """Refuse an instant that is not after the database clock's present."""
        instant = super().to_internal_value(value)
        if instant <= self.context["at"]:
            raise serializers.ValidationError(_("This instant has passed; choose a later one."))
        if instant.date() > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return instant


class ComingDayField(serializers.DateField):
    """A day that has not passed, nor lies beyond what can be reckoned with."""

    def to_internal_value(self, value: Any) -> date:
        """Compare it with the day of the act, in UTC."""
        day = super().to_internal_value(value)
        if day < self.context["at"].date():
            raise serializers.ValidationError(_("This day has passed; choose a later one."))
        if day > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return day


def interested(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the states that are interested in the measure."""
    return named(dossier.interests)


def offering(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the states that offered to coordinate or co-coordinate."""
    return named(dossier.offering)


def roster(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the states on the roster of the open consideration."""
    return named(dossier.consideration.roster) if dossier.consideration else {}


def named(codes: Iterable[str]) -> Mapping[str, str]:
    """Return `{code: name in the reader's language}` in English alphabetical order, by one query."""
    return Participant.objects.filter(code__in=list(codes)).in_english_order().names()


def paragraphs(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the paragraphs of the latest version by their first words."""
    rows = dossier.version.paragraphs.order_by("position") if dossier.version else []
    return {str(row.identity): f"{row.position}. {Truncator(row.text).words(12)}" for row in rows}


def designated_experts(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the experts whom states have designated for the measure and whose term runs."""
    experts = Expert.objects.designated_for(dossier.proposal.measure_id, on=at.date())
    rows = experts.select_related("state").order_by("state__sort_name", "name")
    return {str(expert.public_id): f"{expert.name} ({expert.state.name})" for expert in rows}


class OfferedChoices:
    """A field whose page offers some values. Any other is read too; field and guards judge it."""

    def __init__(self, *, among: Among | None = None, **options: Any) -> None:
        self.among = among
        super().__init__(**options)

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """`{value: label}` in the reader's language; empty where there is no dossier to ask (a schema)."""
        dossier = self.context.get("subject")
        return self.among(dossier, self.context["at"]) if self.among and dossier else {}


class StateField(OfferedChoices, serializers.CharField):
    """The code of a state that takes part, such as `KZ`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 12)
        super().__init__(**options)

    def run_validation(self, data: Any = empty) -> Any:
        """Refuse a code that no participant has; the database is asked only about well-formed text."""
        code = super().run_validation(data)
        if not code:
            return code
        code = code.upper()
        if not Participant.objects.filter(code=code, kind="state").exists():
            raise serializers.ValidationError(
                _("There is no state with the code “%(code)s”.") % {"code": code}
            )
        return code


class StatesField(OfferedChoices, serializers.ListField):
    """Codes of states."""

    child = serializers.CharField(max_length=12)

    def to_internal_value(self, value: Any) -> list[str]:
        """Refuse unknown codes and doubles, in one query."""
        codes = [code.upper() for code in super().to_internal_value(value)]
        known = set(Participant.objects.filter(code__in=codes, kind="state").values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise serializers.ValidationError(
                _("There is no state with the code “%(code)s”.") % {"code": "”, “".join(unknown)}
            )
        return list(dict.fromkeys(codes))


class ParagraphField(OfferedChoices, serializers.UUIDField):
    """The identity of a paragraph."""


class IdentitiesField(OfferedChoices, serializers.ListField):
    """Identities of paragraphs or of experts."""

    child = serializers.UUIDField()


class ReasonFields(ActFields):
    """An act that needs a reason: `return-to-drafters`, `revise`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"))
