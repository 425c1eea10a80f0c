"""The kinds of field that bodies are made of: texts, instants and days to come, states, paragraphs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cbms.models import Expert
from proposals.dossier import Dossier
from proposals.models import Decision, Proposal, Version
from records.acts import ActFields
from records.references import Option, ReferenceField, ReferencesField, RowField

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


def interested(dossier: Dossier, at: datetime) -> Iterable[str]:
    """Offer the states that are interested in the measure."""
    return dossier.interests


def offering(dossier: Dossier, at: datetime) -> Iterable[str]:
    """Offer the states that offered to coordinate or co-coordinate."""
    return dossier.offering


def roster(dossier: Dossier, at: datetime) -> Iterable[str]:
    """Offer the states on the roster of the open consideration."""
    return dossier.consideration.roster if dossier.consideration else ()


def designated_experts(dossier: Dossier, at: datetime) -> QuerySet:
    """Offer the experts whom states have designated for the measure and whose term runs."""
    return Expert.objects.designated_for(dossier.proposal.measure_id, on=at.date())


class ParagraphField(ReferenceField):
    """A paragraph of the latest version, by its identity; cleaned to that."""

    unknown = gettext_lazy("The paper has no paragraph “%(name)s”. Choose one of its latest version.")
    none_yet = gettext_lazy("There is no paper yet, so there is no paragraph to choose.")

    def options(self) -> Iterable[Option]:
        """Offer them by number and first words, in order."""
        version = self.context["subject"].version
        rows = version.paragraphs.order_by("position") if version else []
        return [
            Option(str(row.identity), f"{row.position}. {Truncator(row.text).words(12)}", thing=row.identity)
            for row in rows
        ]


class ParagraphsField(ReferencesField):
    """Several paragraphs of the latest version."""

    child = ParagraphField()


class DecisionField(RowField):
    """A decision that the actor may read, by its number or title; cleaned to the decision."""

    key = "number"
    unknown = gettext_lazy("There is no decision “%(name)s”. Give its number, such as SOC-2026-001.")
    none_yet = gettext_lazy("There is no decision yet that could be named here.")

    def rows(self) -> QuerySet:
        """Return the decisions, the latest first."""
        return Decision.objects.visible_to(self.context["actor"]).order_by("-adopted_at", "number")


class PaperField(RowField):
    """A circulated paper that the actor may read, by its symbol or title; cleaned to that version."""

    key = "symbol"
    unknown = gettext_lazy("There is no paper “%(name)s”. Give its symbol, such as CICA/SWG/2026/CP.3.")
    none_yet = gettext_lazy("No paper was circulated yet.")

    def rows(self) -> QuerySet:
        """Return the circulated versions, the latest first."""
        held = Version.objects.visible_to(self.context["actor"]).exclude(symbol="")
        return held.order_by("-circulated_at", "-pk")


class ProposalField(RowField):
    """A proposal that the actor may see, by its reference; cleaned to the proposal."""

    unknown = gettext_lazy("There is no proposal “%(name)s”. Give its reference, such as P-2026-001.")
    none_yet = gettext_lazy("No proposal is open.")

    def rows(self) -> QuerySet:
        """Return the proposals, the latest first."""
        visible = Proposal.objects.visible_to(self.context["actor"])
        return visible.select_related("measure").order_by("-pk")

    def title_of(self, row: Proposal) -> str:
        """Return what it is about."""
        return row.subject


class ReasonFields(ActFields):
    """An act that needs a reason: `return-to-drafters`, `revise`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"))
