"""What participants and terms are filtered by, on the pages and in the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.enums import Kind, Status
from members.models import Chairmanship, HeadOfSecretariat, Participant
from records.filters import ChoiceFilter, CodeFilter, DayFilter, TrueOrFalseFilter


class AsOfFilterSet(django_filters.FilterSet):
    """A page's filters with the day on which the record is read; the page itself reads it on that day."""

    as_of = DayFilter(label=_("As of"), method="as_read")

    def as_read(self, rows: QuerySet, name: str, value: object) -> QuerySet:
        """Keep the rows: they were read that way."""
        return rows


class ParticipantFilter(django_filters.FilterSet):
    """Participants by what they are, and by the status they have on the day asked for."""

    status = ChoiceFilter(label=_("Status"), choices=Status.choices)
    kind = ChoiceFilter(label=_("Kind"), choices=Kind.choices)

    class Meta:
        model = Participant
        fields = ()


class ParticipantPageFilter(AsOfFilterSet, ParticipantFilter):
    """The same on the page, with the day."""


class ChairmanshipFilter(django_filters.FilterSet):
    """Terms by the state that held them."""

    state = CodeFilter(label=_("State"))

    class Meta:
        model = Chairmanship
        fields = ()


class HeadFilter(django_filters.FilterSet):
    """Heads of the Secretariat and their deputies, by state and by which they are."""

    state = CodeFilter(label=_("State"))
    is_deputy = TrueOrFalseFilter(label=_("Deputy"))

    class Meta:
        model = HeadOfSecretariat
        fields = ()
