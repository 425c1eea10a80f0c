"""Filters of the lists, the same for pages and API."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from cbms.enums import Completeness
from cbms.models import Area
from members.models import Participant
from proposals.enums import Body, Mode, Outcome, Route, Stage
from proposals.models import Consideration, Decision, Proposal
from proposals.querysets import ProposalQuerySet
from records.written_once import WrittenOnce
from web.filters import ChoiceFilter, ChoicesFilter, CodeFilter, TextFilter, TrueOrFalseFilter, YearFilter

AREAS = WrittenOnce(
    lambda completeness: (
        Area.objects.filter(edition__completeness=completeness, measures__isnull=False)
        .order_by("edition", "position")
        .distinct()
        .only("code", "text_en", "text_ru", "text_fr")
    ),
)


def areas() -> list[tuple[str, str]]:
    """Return `(code, name)` of the areas in which measures are proposed, each by its newest name."""
    return list({area.code: area.text for area in AREAS.ask(Completeness.COMPLETE)}.items())


def states() -> list[tuple[str, str]]:
    """Return `(code, name)` of every state that takes or took part, in English alphabetical order."""
    return list(Participant.objects.names_of_states().items())


class ProposalFilter(django_filters.FilterSet):
    """Filters of the list of proposals."""

    stage = ChoicesFilter(choices=Stage.choices, label=_("Stage"))
    route = ChoiceFilter(choices=Route.choices, label=_("Route"))
    measure = CodeFilter(field_name="measure__code", label=_("Measure"))
    area = CodeFilter(field_name="measure__area__code", label=_("Area"))
    state = CodeFilter(method="of_state", label=_("State"))
    open = TrueOrFalseFilter(method="still_open", label=_("Open"))
    reference = TextFilter(lookup_expr="icontains", label=_("Reference"))

    class Meta:
        model = Proposal
        fields = ("stage", "route", "measure", "area", "state", "open", "reference")

    def of_state(self, queryset: ProposalQuerySet, name: str, value: str) -> ProposalQuerySet:
        """Keep the proposals in which a state is interested or coordinates."""
        return queryset.concerning(value)

    def still_open(self, queryset: ProposalQuerySet, name: str, value: Any) -> ProposalQuerySet:
        """Keep those on their way to a decision, or the others."""
        return queryset.still_open() if value else queryset.ended()


class ProposalTableFilter(ProposalFilter):
    """The same, with the choices that a page offers; the page's search finds a reference."""

    stage = ChoiceFilter(choices=Stage.choices, label=_("Stage"))  # type: ignore[assignment]
    open = ChoiceFilter(  # type: ignore[assignment]
        choices=[("true", _("on its way")), ("false", _("ended"))],
        method="still_open",
        label=_("State of play"),
    )
    area = ChoiceFilter(  # type: ignore[assignment]
        field_name="measure__area__code", choices=areas, label=_("Area")
    )
    state = ChoiceFilter(  # type: ignore[assignment]
        choices=states, method="of_state", label=_("Interested or coordinating")
    )
    reference = None  # type: ignore[assignment]  # the search finds references

    class Meta:
        model = Proposal
        fields = ("route", "stage", "open", "area", "measure", "state")

    def still_open(self, queryset: ProposalQuerySet, name: str, value: Any) -> ProposalQuerySet:
        """Keep those on their way to a decision, or the others."""
        return super().still_open(queryset, name, value == "true")


class ConsiderationFilter(django_filters.FilterSet):
    """Filters of the list of considerations."""

    proposal = CodeFilter(field_name="proposal__reference", label=_("Proposal"))
    body = ChoiceFilter(choices=Body.choices, label=_("Body"))
    mode = ChoiceFilter(choices=Mode.choices, label=_("Mode"))
    outcome = ChoiceFilter(choices=Outcome.choices, label=_("Outcome"))

    class Meta:
        model = Consideration
        fields = ("proposal", "body", "mode", "outcome")


class DecisionFilter(django_filters.FilterSet):
    """Filters of the list of decisions."""

    body = ChoiceFilter(choices=Body.choices, label=_("Body"))
    measure = CodeFilter(field_name="measure__code", label=_("Measure"))
    year = YearFilter(field_name="adopted_at", label=_("Year"))

    class Meta:
        model = Decision
        fields = ("body", "measure", "year")
