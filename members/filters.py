"""What participants and terms are filtered by, on the pages and in the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.enums import DelegationRole, ParticipantKind, Post, Status
from members.models import Account, Chairmanship, HeadOfSecretariat, Participant
from web.filters import ChoiceFilter, CodeFilter, DayFilter, TrueOrFalseFilter


class AsOfFilterSet(django_filters.FilterSet):
    """A page's filters with the day on which the record is read; the page itself reads it on that day."""

    as_of = DayFilter(label=_("As of"), method="as_read")

    def as_read(self, rows: QuerySet, name: str, value: object) -> QuerySet:
        """Keep the rows: they were read that way."""
        return rows


class ParticipantFilter(django_filters.FilterSet):
    """Participants by what they are, and by the status they have on the day asked for."""

    status = ChoiceFilter(label=_("Status"), choices=Status.choices)
    kind = ChoiceFilter(label=_("Kind"), choices=ParticipantKind.choices)

    class Meta:
        model = Participant
        fields = ()


class ParticipantPageFilter(AsOfFilterSet, ParticipantFilter):
    """The same on the page, with the day."""


class AccountFilter(django_filters.FilterSet):
    """Accounts by what they stand for."""

    post = ChoiceFilter(label=_("Post"), choices=Post.choices)
    participant = CodeFilter(label=_("Participant"))
    role = ChoiceFilter(label=_("Role"), choices=DelegationRole.choices, method="in_the_role")
    is_chairs_office = TrueOrFalseFilter(label=_("Chair's office"))
    is_active = TrueOrFalseFilter(label=_("In use"))

    class Meta:
        model = Account
        fields = ()

    def in_the_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep delegates of the role; the others have none."""
        return rows.filter(post=Post.DELEGATION, role=value)


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
