"""What the register is filtered by."""

from datetime import date, timedelta

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from records.fields import LAST_DAY
from records.kinds import known_kinds
from records.known_acts import known_acts
from records.models import Act
from web.filters import ChoiceFilter, CodeFilter, DayFilter, WholeNumberFilter, midnight


class ActFilter(django_filters.FilterSet):
    """Acts by what was done, for whom, on what, and from one day to another (both included, in UTC)."""

    action = ChoiceFilter(label=_("Act"), choices=known_acts)
    state = CodeFilter(label=_("State"))
    object_kind = ChoiceFilter(label=_("Kind of object"), choices=known_kinds)
    object_key = CodeFilter(label=_("Object"), method="filter_object")
    since = DayFilter(label=_("From the day"), method="filter_since")
    until = DayFilter(label=_("Until the day"), method="filter_until")

    class Meta:
        model = Act
        fields = ()

    def filter_object(self, acts: QuerySet, name: str, key: str) -> QuerySet:
        """Keep those on an object: its key is an official name, or a UUID, which has small letters."""
        return acts.filter(object_key__in=(key, key.lower()))

    def filter_since(self, acts: QuerySet, name: str, day: date) -> QuerySet:
        """Keep what happened on `day` or later."""
        return acts.filter(at__gte=midnight(day))

    def filter_until(self, acts: QuerySet, name: str, day: date) -> QuerySet:
        """Keep what happened on `day` or earlier."""
        return acts.filter(at__lt=midnight(min(day, LAST_DAY) + timedelta(days=1)))


class FeedFilter(ActFilter):
    """The same for the change feed, which goes on from the last act that a reader has."""

    after = WholeNumberFilter(label=_("After the act"), field_name="number", lookup_expr="gt")
