"""Filters of the lists of implementation, the same for pages and API."""

from datetime import date

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from implementation.enums import ActivityKind, ActivityStage, EarlierPaperKind, PlanStage
from implementation.models import ActionPlan, Activity, EarlierPaper, Report
from implementation.querysets import ActivityQuerySet
from web.filters import ChoiceFilter, CodeFilter, DayFilter, WholeNumberFilter


class ActivityFilter(django_filters.FilterSet):
    """Activities by year, measure, area, state, stage and kind."""

    year = WholeNumberFilter(label=_("Year"))
    state = CodeFilter(label=_("State"), method="filter_state")
    measure = CodeFilter(label=_("Measure"), field_name="measure__code")
    area = CodeFilter(label=_("Area"), field_name="measure__area__code")
    stage = ChoiceFilter(label=_("Stage"), choices=ActivityStage.choices)
    kind = ChoiceFilter(label=_("Kind"), choices=ActivityKind.choices)

    class Meta:
        model = Activity
        fields = ()

    def filter_state(self, activities: ActivityQuerySet, name: str, code: str) -> QuerySet:
        """Keep those that a state enters or takes part in."""
        return activities.of_state(code)


class ActionPlanFilter(django_filters.FilterSet):
    """Action plans by measure, state, stage, and a day within their period."""

    measure = CodeFilter(label=_("Measure"), field_name="measure__code")
    state = CodeFilter(label=_("State"), field_name="state")
    stage = ChoiceFilter(label=_("Stage"), choices=PlanStage.choices)
    on = DayFilter(label=_("Running on"), method="filter_day")

    class Meta:
        model = ActionPlan
        fields = ()

    def filter_day(self, plans: QuerySet, name: str, day: date) -> QuerySet:
        """Keep those whose period has the day in it."""
        return plans.filter(starts_on__lte=day, ends_on__gte=day)


class EarlierPaperFilter(django_filters.FilterSet):
    """Documents and papers of earlier years by what they are, and by who prepared them."""

    kind = ChoiceFilter(label=_("Kind"), choices=EarlierPaperKind.choices)
    prepared_by = CodeFilter(label=_("Prepared by"))

    class Meta:
        model = EarlierPaper
        fields = ()


class ReportFilter(django_filters.FilterSet):
    """Reports by year, measure and state."""

    year = WholeNumberFilter(label=_("Year"))
    measure = CodeFilter(label=_("Measure"), field_name="measure__code")
    state = CodeFilter(label=_("State"), field_name="state")

    class Meta:
        model = Report
        fields = ()
