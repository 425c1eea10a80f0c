"""The bodies of this room's acts."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cbms.fields import AreaField, MeasureField
from implementation.enums import ActivityFormat, ActivityKind
from implementation.models import ActionPlan
from members.fields import StatesField
from proposals.fields import DecisionField
from records.act_fields import ActFields
from records.fields import (
    ComingDayField,
    DayField,
    LineField,
    OptionalLineField,
    PastDayField,
    TextField,
    WholeNumberField,
)
from records.readers import Readers
from records.references import RowField

FIRST_YEAR, LAST_YEAR = 2004, 2100
"""The first catalogue's year, and one beyond which nobody plans."""
PUBLISHABLE = Readers(
    gettext_lazy(
        "the member states, the Chair and the secretariat, and by everyone once the state that enters it"
        " publishes it"
    ),
    in_register=False,
)
ON_ACT = Readers(gettext_lazy("the member states, the Chair and the secretariat"))
EVERYONE = Readers(gettext_lazy("everyone"), in_register=False)


class YearField(WholeNumberField):
    """A calendar year."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)


class ReportedYearField(YearField):
    """A year that has begun: of a later one nothing can be told."""

    def to_internal_value(self, value: Any) -> int:
        """Compare it with the year of the act, in UTC."""
        year = super().to_internal_value(value)
        if year > self.context["at"].year:
            raise serializers.ValidationError(_("This year has not come yet."))
        return year


class AnnouncedYearField(YearField):
    """A year that has not passed: nothing is announced for an earlier one."""

    def to_internal_value(self, value: Any) -> int:
        """Compare it with the year of the act, in UTC."""
        year = super().to_internal_value(value)
        if year < self.context["at"].year:
            raise serializers.ValidationError(_("This year has passed; choose a later one."))
        return year


class ActionPlanField(RowField):
    """An action plan that the state may read, by its number or title; cleaned to the plan."""

    unknown = gettext_lazy("There is no action plan “%(name)s”. Give its number, such as A-2026-001.")
    none_yet = gettext_lazy("There is no action plan yet whose place it could take.")

    def rows(self) -> QuerySet:
        """Return the plans, the latest first."""
        return ActionPlan.objects.visible_to(self.context["actor"]).order_by("-pk")


class DaysFields(ActFields):
    """From one day to another."""

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Days end after they begin, and an end has a beginning."""
        starts, ends = attrs.get("starts_on"), attrs.get("ends_on")
        if ends and (starts is None or ends < starts):
            raise serializers.ValidationError({"ends_on": _("It ends before it begins.")})
        return attrs


class PlanActivityFields(DaysFields):
    """`plan-activity`."""

    first = ("kind", "measure", "title", "description", "year", "starts_on", "ends_on", "format", "place")

    kind = serializers.ChoiceField(
        ActivityKind.choices, default=ActivityKind.PLANNED, label=gettext_lazy("Kind")
    )
    measure = MeasureField(label=gettext_lazy("Measure"))
    year = YearField(label=gettext_lazy("Year"))
    title = LineField(max_length=300, label=gettext_lazy("Title"), read_by=PUBLISHABLE)
    description = TextField(label=gettext_lazy("Description"), read_by=PUBLISHABLE)
    partners = StatesField(required=False, default=list, label=gettext_lazy("Partner states"))
    format = serializers.ChoiceField(ActivityFormat.choices, label=gettext_lazy("Format"))
    place = OptionalLineField(max_length=120, label=gettext_lazy("Place"), read_by=PUBLISHABLE)
    starts_on = DayField(required=False, allow_null=True, default=None, label=gettext_lazy("First day"))
    ends_on = DayField(required=False, allow_null=True, default=None, label=gettext_lazy("Last day"))


class ReportHeldFields(DaysFields):
    """`report-held`."""

    starts_on = PastDayField(label=gettext_lazy("First day"))
    ends_on = PastDayField(required=False, allow_null=True, default=None, label=gettext_lazy("Last day"))
    participation = StatesField(allow_empty=False, label=gettext_lazy("States that took part"))
    outcome = TextField(required=True, label=gettext_lazy("Outcome"), read_by=PUBLISHABLE)


class CancelActivityFields(ActFields):
    """`cancel-activity`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=ON_ACT)


class PublishFields(ActFields):
    """`publish-activity`, `publish-report`: the state's consent is the act itself."""


class PeriodFields(DaysFields):
    """What an action plan says, and for which period."""

    title = LineField(max_length=300, label=gettext_lazy("Title"), read_by=PUBLISHABLE)
    text = TextField(required=True, label=gettext_lazy("What is to be done"), read_by=PUBLISHABLE)
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"))


def period_of(row: Any) -> dict[str, Any]:
    """Return the first and the last day of a row as a body says them."""
    days = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    return {name: day.isoformat() if day else None for name, day in days.items()}


class EnterPlanFields(PeriodFields):
    """`enter-action-plan`."""

    first = ("measure", "decision", "replaces")

    measure = MeasureField(label=gettext_lazy("Measure"))
    decision = DecisionField(
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Decision"),
        help_text=gettext_lazy("The decision whose paper it carries out, if there is one."),
    )
    replaces = ActionPlanField(
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Replaces"),
        help_text=gettext_lazy("The plan whose place it takes, if there is one."),
    )

    def validate_decision(self, decision: Any) -> Any:
        """Keep none as None."""
        return decision or None

    def validate_replaces(self, plan: Any) -> Any:
        """Keep none as None."""
        return plan or None


class AmendPlanFields(PeriodFields):
    """`amend-action-plan`: the whole plan as it is from now on."""

    continues = True

    @cached_property
    def version_before(self) -> Mapping[str, Any]:
        """The plan as it is now."""
        plan = self.context.get("subject")
        if plan is None:
            return {}
        return {"title": plan.title, "text": plan.text, **period_of(plan)}

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=ON_ACT)


class ConcludePlanFields(ActFields):
    """`conclude-action-plan`."""

    conclusions = TextField(required=True, label=gettext_lazy("What was achieved"), read_by=PUBLISHABLE)


class SubmitReportFields(ActFields):
    """`submit-report`."""

    measure = MeasureField(label=gettext_lazy("Measure"))
    year = ReportedYearField(label=gettext_lazy("Year"))
    text = TextField(required=True, label=gettext_lazy("Report"), read_by=PUBLISHABLE)


class AnnounceReviewFields(ActFields):
    """`announce-review`."""

    first = ("area",)

    year = AnnouncedYearField(label=gettext_lazy("Year"))
    area = AreaField(label=gettext_lazy("Area"))


class ConcludeReviewFields(ActFields):
    """`conclude-review`."""

    first = ("concluded_on",)

    conclusions = TextField(required=True, label=gettext_lazy("Conclusions"), read_by=EVERYONE)
    concluded_on = PastDayField(label=gettext_lazy("Concluded on"))


class SetReviewByFields(ActFields):
    """`set-review-by`."""

    review_by = ComingDayField(label=gettext_lazy("Review by"))
