"""Filters of the lists, the same for pages and API. Their choices are words and codes that everyone knows."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exchange.enums import CallStage, Language, SubmissionKind, SubmissionStage
from exchange.models import Call, Delivery, Submission, Version
from exchange.querysets import SubmissionQuerySet
from web.filters import ChoiceFilter, CodeFilter, TrueOrFalseFilter, YearFilter
from web.requests import actor_of


class SubmissionFilter(django_filters.FilterSet):
    """Filters of the database (CA (b)2). `language` asks for a version in it that the reader may read."""

    state = CodeFilter(method="of_state", label=_("State"))
    measure = CodeFilter(method="on_measure", label=_("Measure"))
    area = CodeFilter(method="in_area", label=_("Area"))
    kind = ChoiceFilter(choices=SubmissionKind.choices, label=_("Kind"))
    stage = ChoiceFilter(choices=SubmissionStage.choices, label=_("Stage"))
    language = ChoiceFilter(choices=Language.choices, method="in_language", label=_("Language"))
    year = YearFilter(field_name="submitted_at", label=_("Year"), min_value=1999, max_value=2999)
    call = CodeFilter(method="answering_call", label=_("Call"))

    class Meta:
        model = Submission
        fields = ()

    def of_state(self, queryset: SubmissionQuerySet, name: str, value: str) -> QuerySet:
        """Keep those of which a participant is an author."""
        return queryset.of_state(value)

    def on_measure(self, queryset: SubmissionQuerySet, name: str, value: str) -> QuerySet:
        """Keep those on a measure."""
        return queryset.on_measure(code=value)

    def in_area(self, queryset: SubmissionQuerySet, name: str, value: str) -> QuerySet:
        """Keep those on a measure of an area."""
        return queryset.on_measure(area__code=value)

    def in_language(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep those of which the reader may read a version in the language."""
        readable = Version.objects.visible_to(actor_of(self.request)).filter(language=value)
        return queryset.filter(pk__in=readable.values("submission"))

    def answering_call(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the answers to a call that the reader may see."""
        calls = Call.objects.visible_to(actor_of(self.request)).filter(reference=value)
        return queryset.filter(call__in=calls)


class DeliveryFilter(django_filters.FilterSet):
    """Filters of the ledger. `unread` keeps what its recipient has still to acknowledge."""

    submission = CodeFilter(field_name="version__submission__reference", label=_("Submission"))
    participant = CodeFilter(field_name="participant__code", label=_("Participant"))
    unread = TrueOrFalseFilter(method="still_unread", label=_("Not yet acknowledged"))

    class Meta:
        model = Delivery
        fields = ()

    def still_unread(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep the lines of current versions that wait for their acknowledgement, or the others."""
        outstanding = Delivery.objects.all().unacknowledged().values("pk")
        return queryset.filter(pk__in=outstanding) if value else queryset.exclude(pk__in=outstanding)


class CallFilter(django_filters.FilterSet):
    """Filters of the calls for information."""

    stage = ChoiceFilter(choices=CallStage.choices, label=_("Stage"))
    measure = CodeFilter(method="on_measure", label=_("Measure"))

    class Meta:
        model = Call
        fields = ()

    def on_measure(self, queryset: SubmissionQuerySet, name: str, value: str) -> QuerySet:
        """Keep those on a measure."""
        return queryset.filter(pk__in=Call.objects.filter(measures__code=value).values("pk"))
