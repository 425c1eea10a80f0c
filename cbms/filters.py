"""What the catalogue, the offers and the official list are filtered by, on the pages and in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cbms.enums import CoordinationRole, OfferRole
from cbms.models import Area, Concordance, Coordinator, Edition, Expert, Measure, Offer
from members.filters import AsOfFilterSet
from web.filters import ChoiceFilter, CodeFilter, TrueOrFalseFilter

IN_FORCE, WHOLE_HISTORY = "0", "1"


class AreaFilter(django_filters.FilterSet):
    """Areas by the area above them."""

    parent = CodeFilter(label=_("Dimension"), field_name="parent__code")

    class Meta:
        model = Area
        fields = ()


class MeasureFilter(django_filters.FilterSet):
    """Measures by their area, or by the dimension above it."""

    area = CodeFilter(label=_("Area"), method="filter_area")

    class Meta:
        model = Measure
        fields = ()

    def filter_area(self, measures: QuerySet, name: str, code: str) -> QuerySet:
        """Keep the measures of the area and of the priority areas below it."""
        return measures.filter(Q(area__code=code) | Q(area__parent__code=code))


def edition_choices() -> list[tuple[str, str]]:
    """Return the editions, latest first."""
    editions = Edition.objects.order_by("-adopted_on").values_list("code", "adopted_at")
    return [(code, f"{code}, {place}") for code, place in editions]


class CataloguePageFilter(AsOfFilterSet, MeasureFilter):
    """Measures on the page, which shows one edition: the one chosen, or the one in force on the day."""

    edition = ChoiceFilter(label=_("Edition"), choices=edition_choices, method="as_read")


class OfferFilter(django_filters.FilterSet):
    """Offers by state, measure, area and role."""

    state = CodeFilter(label=_("State"))
    measure = CodeFilter(label=_("Measure"), field_name="measure__code")
    area = CodeFilter(label=_("Area"), field_name="area__code")
    role = ChoiceFilter(label=_("Role"), choices=OfferRole.choices)

    class Meta:
        model = Offer
        fields = ()


class OfferPageFilter(AsOfFilterSet, OfferFilter):
    """Offers on the page: those made by the day."""


class CoordinatorFilter(django_filters.FilterSet):
    """Entries of the official list by state, area, measure and role."""

    state = CodeFilter(label=_("State"))
    area = CodeFilter(label=_("Area"), method="filter_area")
    measure = CodeFilter(label=_("Measure"), field_name="measure__code")
    role = ChoiceFilter(label=_("Role"), choices=CoordinationRole.choices)

    class Meta:
        model = Coordinator
        fields = ()

    def filter_area(self, entries: QuerySet, name: str, code: str) -> QuerySet:
        """Keep the entries of the area and of the priority areas below it."""
        return entries.filter(Q(area__code=code) | Q(area__parent__code=code))


class OfficialListFilter(AsOfFilterSet, CoordinatorFilter):
    """Entries on the page: those in force on the day, or all that ever were."""

    history = ChoiceFilter(
        label=_("Entries"),
        choices=[(IN_FORCE, _("in force on the day")), (WHOLE_HISTORY, _("the whole history"))],
        method="as_read",
    )


class ExpertFilter(django_filters.FilterSet):
    """Experts by the state that designated them, their measure, and whether their term runs."""

    state = CodeFilter(label=_("State"), field_name="state")
    measure = CodeFilter(label=_("Measure"), field_name="measures__code")
    lapsed = TrueOrFalseFilter(label=_("Lapsed"), method="filter_lapsed")

    class Meta:
        model = Expert
        fields = ()

    def filter_lapsed(self, experts: QuerySet, name: str, lapsed: bool) -> QuerySet:
        """Keep those whose term has ended, or the others."""
        ended = Q(valid_to__lte=timezone.now().date())
        return experts.filter(ended) if lapsed else experts.exclude(ended)


class ConcordanceFilter(django_filters.FilterSet):
    """Threads into an edition, of a measure by its earlier or its later code."""

    edition = CodeFilter(label=_("Edition"), field_name="edition")
    measure = CodeFilter(label=_("Measure"), method="filter_measure")

    class Meta:
        model = Concordance
        fields = ()

    def filter_measure(self, threads: QuerySet, name: str, code: str) -> QuerySet:
        """Keep the threads that begin or end at the code."""
        return threads.filter(Q(before__code=code) | Q(after__code=code))
