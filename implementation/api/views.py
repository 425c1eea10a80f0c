"""The API of activities, reports, reviews and papers of earlier years."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from implementation import actions
from implementation.api import serializers
from implementation.filters import ActionPlanFilter, ActivityFilter, EarlierPaperFilter, ReportFilter
from implementation.models import ActionPlan, Activity, EarlierPaper, Report, Review
from implementation.querysets import ActionPlanQuerySet
from members.actor import Actor
from records.door import Row, take
from records.openings import acts_for
from web.api.available import open_acts
from web.api.views import ActEndpoint, DetailView, ListView, SubjectDetail, TakesAct, read_by

ACTIVITY = (
    "reference", "kind", "state", "year", "title", "description", "partners", "format", "place",
    "starts_on", "ends_on", "stage", "participation", "outcome", "entered_at", "published_at",
)  # fmt: skip
ACTION_PLAN = (
    "reference", "state", "title", "text", "starts_on", "ends_on", "stage", "conclusions",
    "entered_at", "published_at",
)  # fmt: skip
NEIGHBOURS = ("shown_decision", "shown_replaces")
REPORT = ("reference", "state", "year", "text", "submitted_at", "published_at")


def activity_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of an activity."""
    return {name: row[name] for name in ACTIVITY} | {"measure": row["measure__code"]}


def report_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a report."""
    return {name: row[name] for name in REPORT} | {"measure": row["measure__code"]}


def review_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a review."""
    kept = {name: row[name] for name in ("year", "announced_at", "conclusions", "concluded_on")}
    return kept | {"area": row["area__code"]}


def open_to(row: Any, actor: Actor) -> list[dict[str, Any]]:
    """Return the acts on a row that are open to the caller now."""
    return open_acts(acts_for(actions.SUBJECTS[type(row)], row, actor=actor, at=timezone.now()))


class EnteringList(ActEndpoint, ListView):
    """A list whose POST makes a row by its act; a subclass says how a row looks."""

    detail: type[DetailView]
    lookup: str

    def act(self, data: Mapping[str, Any], **lookup: Any) -> HttpResponse:
        """Make the row and answer it."""
        making = actions.ENTERED_BY[self.model].name
        taken = take(making, actions.new(self.model), actor=self.actor, data=data)
        key = getattr(taken.subject, self.lookup)
        location = f"{self.request.path}{key}/"
        detail = read_by(self.detail, self.request)
        return detail.answered(status=HTTPStatus.CREATED, location=location, **{self.lookup: key})


class ActivityDetail(SubjectDetail):
    """One activity with the acts open to the caller."""

    model = Activity
    serializer_class = serializers.ActivityShape

    def find(self, visible: QuerySet, **lookup: Any) -> Any:
        """Find it by its reference."""
        return visible.select_related("measure").get(**lookup)

    def represent(self, found: Activity) -> dict[str, Any]:
        """Return it whole."""
        row = {name: getattr(found, name) for name in ACTIVITY if name != "state"}
        row |= {"state": found.state_id, "measure__code": found.measure.code}
        return activity_row(row) | {"available_actions": open_to(found, self.actor)}


class ActivityList(EnteringList):
    """The activities; POST enters one for a year and measure."""

    model = Activity
    ordering = ("-year", "-id")
    is_searchable = True
    filterset_class = ActivityFilter
    serializer_class = serializers.ActivityRow
    detail, lookup = ActivityDetail, "reference"

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them, latest year first."""
        return visible.values("id", "measure__code", *ACTIVITY)

    def represent(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return activity_row(row)


class ActionPlanDetail(SubjectDetail):
    """One action plan with the acts open to the caller."""

    model = ActionPlan
    serializer_class = serializers.ActionPlanShape

    def find(self, visible: ActionPlanQuerySet, **lookup: Any) -> Any:
        """Find it by its reference."""
        return visible.with_neighbours_for(self.actor).select_related("measure").get(**lookup)

    def represent(self, found: ActionPlan) -> dict[str, Any]:
        """Return it whole."""
        row = {name: getattr(found, name) for name in (*ACTION_PLAN, *NEIGHBOURS) if name != "state"}
        row |= {"state": found.state_id, "measure__code": found.measure.code}
        return plan_row(row) | {"available_actions": open_to(found, self.actor)}


def plan_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of an action plan."""
    shown = {"decision": row["shown_decision"], "replaces": row["shown_replaces"]}
    return {name: row[name] for name in ACTION_PLAN} | {"measure": row["measure__code"]} | shown


class ActionPlanList(EnteringList):
    """The action plans; POST enters one for a measure that the state coordinates."""

    model = ActionPlan
    ordering = ("-starts_on", "-id")
    is_searchable = True
    filterset_class = ActionPlanFilter
    serializer_class = serializers.ActionPlanRow
    detail, lookup = ActionPlanDetail, "reference"

    def rows(self, visible: ActionPlanQuerySet) -> QuerySet:
        """List them, latest period first."""
        found = visible.with_neighbours_for(self.actor)
        return found.values("id", "measure__code", *ACTION_PLAN, *NEIGHBOURS)

    def represent(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return plan_row(row)


class ReportDetail(SubjectDetail):
    """One report with the acts open to the caller."""

    model = Report
    serializer_class = serializers.ReportShape

    def find(self, visible: QuerySet, **lookup: Any) -> Any:
        """Find it."""
        return visible.select_related("measure").get(**lookup)

    def represent(self, found: Report) -> dict[str, Any]:
        """Return it whole."""
        row = {name: getattr(found, name) for name in REPORT if name != "state"}
        row |= {"state": found.state_id, "measure__code": found.measure.code}
        return report_row(row) | {"available_actions": open_to(found, self.actor)}


class ReportList(EnteringList):
    """The coordinators' yearly reports; POST submits one."""

    model = Report
    ordering = ("-year", "-pk")
    is_searchable = True
    filterset_class = ReportFilter
    serializer_class = serializers.ReportRow
    detail, lookup = ReportDetail, "reference"

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them, latest year first."""
        return visible.values("pk", "measure__code", *REPORT)

    def represent(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return report_row(row)


class ReviewDetail(SubjectDetail):
    """The review of one year."""

    model = Review
    serializer_class = serializers.ReviewShape

    def find(self, visible: QuerySet, **lookup: Any) -> Any:
        """Find it by its year."""
        return visible.select_related("area").get(**lookup)

    def represent(self, found: Review) -> dict[str, Any]:
        """Return it whole."""
        names = ("year", "announced_at", "conclusions", "concluded_on")
        row = {name: getattr(found, name) for name in names} | {"area__code": found.area.code}
        return review_row(row) | {"available_actions": open_to(found, self.actor)}


class ReviewList(EnteringList):
    """The Committee's yearly reviews; POST announces one."""

    model = Review
    ordering = ("-year",)
    serializer_class = serializers.ReviewRow
    detail, lookup = ReviewDetail, "year"

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them, latest first."""
        return visible.values("year", "area__code", "announced_at", "conclusions", "concluded_on")

    def represent(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return review_row(row)


class EarlierPaperList(ListView):
    """The founding documents, concept papers and action plans of the record, each with its source."""

    model = EarlierPaper
    ordering = ("dated", "id")
    filterset_class = EarlierPaperFilter
    is_searchable = True
    serializer_class = serializers.EarlierPaperRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them by date; unknown days are empty and come first."""
        return visible.values(
            "id",
            "kind",
            "title",
            "dated",
            "place",
            "adopted_by",
            "prepared_by",
            "period",
            "amendments",
            "superseded_by",
            "text_found",
            "sources",
            "confidence",
            "note",
        )


class ActOn(TakesAct):
    """One act on a row; model, act and detail view are set by the address."""

    model: type[Model]

    def subject(self, **lookup: Any) -> Row:
        """Return the row by the key in the address."""
        (key,) = lookup.values()
        return actions.SUBJECTS[self.model].at(key)
