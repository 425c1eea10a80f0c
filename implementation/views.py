"""Pages of implementation: load, ask, call one action, answer."""

from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from implementation import actions
from implementation.enums import ActivityStage, PlanStage
from implementation.fields import period_of
from implementation.filters import ActionPlanFilter, ActivityFilter, EarlierPaperFilter, ReportFilter
from implementation.models import ActionPlan, Activity, EarlierPaper, Renewal, Report, Review
from implementation.querysets import ActionPlanQuerySet
from members.actor import Actor
from members.models import Participant
from members.timeline import history_of
from proposals.models import Decision
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.door import Subject
from records.models import Act
from records.openings import acts_for, has_right
from records.refusals import NotVisible
from web.act_pages import ActPage, acts_on_page
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage

LARGEST_LIST = 200
RENEWALS_SHOWN = 30
KINDS_OF: dict[type[Model], str] = {
    Activity: "activity",
    ActionPlan: "action-plan",
    Report: "report",
    Review: "review",
    Decision: "proposal",
}
"""The kind of object by which the register knows a row."""


def may_enter(model: type[Model], actor: Actor) -> bool:
    """Whether the actor may make a row of the model, for itself or by note verbale."""
    return has_right(actions.ENTERED_BY[model], subject=model(), actor=actor)


def acts_on(row: Any, actor: Actor, *, address: str, key: Any) -> dict[str, Any]:
    """Return what a page shows of the acts on a row."""
    openings = acts_for(actions.SUBJECTS[type(row)], row, actor=actor, at=timezone.now())
    return acts_on_page(openings, address=address, key=key)


class ActivityList(TablePage):
    """What the states plan, hold and have held."""

    model = Activity
    template_name = "implementation/activity_list.html"
    ordering = ("-year", "-pk")
    is_searchable = True
    filterset_class = ActivityFilter

    def rows(self, visible: QuerySet) -> QuerySet:
        """List what, on which measure, by whom, when."""
        return visible.values(
            "pk",
            "reference",
            "title",
            "year",
            "state",
            "measure__code",
            "stage",
            "kind",
            "starts_on",
            "place",
        )

    def represent(self, rows: list[Any]) -> list[Any]:
        """Give each its stage as the pill draws it."""
        return [row | {"stage": ActivityStage(row["stage"])} for row in rows]

    def context(self, page: Page) -> dict[str, Any]:
        """Add the names, and whether the reader may enter an activity."""
        return {
            "names": Participant.objects.names(),
            "may_plan": may_enter(Activity, self.actor),
        }


class ActivityDetail(ObjectPage):
    """One activity with its history."""

    model = Activity
    template_name = "implementation/activity_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> Activity:
        """Find it with its state and measure."""
        return visible.select_related("state", "measure").get(**lookup)

    def context(self, found: Activity) -> dict[str, Any]:
        """Gather the acts open to the reader and the history."""
        return {
            "activity": found,
            "stage": ActivityStage(found.stage),
            "names": Participant.objects.names(),
            **acts_on(found, self.actor, address="activity-act", key=found.reference),
            "history": history_of(self.actor, "activity", key=found.reference),
        }


class ActionPlanList(TablePage):
    """The action plans of the coordinators."""

    model = ActionPlan
    template_name = "implementation/action_plan_list.html"
    ordering = ("-starts_on", "-pk")
    is_searchable = True
    filterset_class = ActionPlanFilter

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them with their period."""
        return visible.values(
            "pk", "reference", "title", "state", "measure__code", "starts_on", "ends_on", "stage"
        )

    def represent(self, rows: list[Any]) -> list[Any]:
        """Give each its stage as the pill draws it."""
        return [row | {"stage": PlanStage(row["stage"])} for row in rows]

    def context(self, page: Page) -> dict[str, Any]:
        """Add the names, and whether the reader may enter a plan."""
        return {
            "names": Participant.objects.names(),
            "may_enter": may_enter(ActionPlan, self.actor),
        }


class ActionPlanDetail(ObjectPage):
    """One action plan with its history."""

    model = ActionPlan
    template_name = "implementation/action_plan_detail.html"

    def find(self, visible: ActionPlanQuerySet, **lookup: Any) -> ActionPlan:
        """Find it with its state and measure, and its neighbours as far as the reader may see them."""
        return visible.with_neighbours_for(self.actor).select_related("state", "measure").get(**lookup)

    def context(self, found: ActionPlan) -> dict[str, Any]:
        """Gather the acts open to the reader and the history."""
        key = found.reference
        return {
            "plan": found,
            "stage": PlanStage(found.stage),
            **acts_on(found, self.actor, address="action-plan-act", key=key),
            "may_replace": PlanStage(found.stage).is_running
            and found.state_id == self.actor.participant
            and may_enter(ActionPlan, self.actor),
            "history": history_of(self.actor, "action-plan", key=key),
        }


class ReportList(TablePage):
    """The coordinators' yearly reports."""

    model = Report
    template_name = "implementation/report_list.html"
    ordering = ("-year", "-pk")
    is_searchable = True
    filterset_class = ReportFilter

    def rows(self, visible: QuerySet) -> QuerySet:
        """List who reports on what and when."""
        columns = ("pk", "reference", "year", "state", "measure__code", "submitted_at", "published_at")
        return visible.values(*columns)

    def context(self, page: Page) -> dict[str, Any]:
        """Add the names, and whether the reader may report."""
        return {
            "names": Participant.objects.names(),
            "may_report": may_enter(Report, self.actor),
        }


class ReportDetail(ObjectPage):
    """One report."""

    model = Report
    template_name = "implementation/report_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> Report:
        """Find it with its state and measure."""
        return visible.select_related("state", "measure").get(**lookup)

    def context(self, found: Report) -> dict[str, Any]:
        """Gather the acts open to the reader."""
        return {
            "report": found,
            **acts_on(found, self.actor, address="report-act", key=found.reference),
        }


class ReviewList(TablePage):
    """The Committee's yearly reviews, and the papers that are due to be renewed."""

    model = Review
    template_name = "implementation/review_list.html"
    ordering = ("-year",)

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them with their area."""
        return visible.select_related("area")

    def represent(self, rows: list[Any]) -> list[Any]:
        """Add to each the acts open to the reader."""
        return [
            (review, acts_on(review, self.actor, address="review-act", key=review.year)) for review in rows
        ]

    def context(self, page: Page) -> dict[str, Any]:
        """Add the review-by dates, and whether the reader may announce a review."""
        renewals = Renewal.objects.visible_to(self.actor).select_related("decision")
        return {
            "renewals": renewals.order_by("review_by", "pk")[:RENEWALS_SHOWN],
            "may_announce": may_enter(Review, self.actor),
        }


class EarlierPapers(TablePage):
    """The founding documents, concept papers and action plans of the record, each with its source."""

    model = EarlierPaper
    template_name = "implementation/earlier_papers.html"
    ordering = ("dated", "pk")
    filterset_class = EarlierPaperFilter
    is_searchable = True
    page_size = LARGEST_LIST

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them with who prepared them."""
        return visible.select_related("prepared_by")


class Enter(ActPage):
    """The form by which a row of `model` is made; `list_name` and `title` are those of its list."""

    model: type[Model] = Activity
    list_name = ""
    title: Any = ""

    def subject(self, **lookup: Any) -> Any:
        """Return a row that is not there yet."""
        return self.model()

    def act_type(self, subject: Any) -> ActType:
        """Return the act that makes it."""
        return actions.ENTERED_BY[self.model]

    def prepare(self, form: ActFields, subject: Any, *, at: datetime) -> None:
        """Begin an action plan with the one whose place it takes, where the address names that."""
        reference = self.request.GET.get("replaces", "")
        if self.model is not ActionPlan or not reference:
            return
        plan = ActionPlan.objects.visible_to(self.actor).filter(reference=reference.upper()).first()
        if plan is None:
            raise NotVisible(_("There is nothing at this address."))
        form.begin_with({
            "replaces": plan.reference,
            "measure": plan.measure.code,
            "decision": plan.decision_id if self._reads(plan.decision_id) else "",
            "title": plan.title,
            "text": plan.text,
            **period_of(plan),
        })  # fmt: skip

    def _reads(self, decision: str | None) -> bool:
        return Decision.objects.visible_to(self.actor).filter(number=decision).exists()

    def taken_on(self, subject: Any) -> Subject:
        """Make a row."""
        return actions.new(self.model)

    def object_url(self, subject: Any, act: Act) -> str:
        """Go on to what was made."""
        return page_of(self.model, act.object_key)

    def back_url(self, subject: Any) -> str:
        """Go back to the list."""
        return address_of(self.list_name)

    def subject_name(self, subject: Any) -> str:
        """Name the list."""
        return str(self.title)


class ActOn(ActPage):
    """The form of one act on a row of `model`."""

    model: type[Any] = Activity
    """Has `objects.visible_to(actor)`."""

    def subject(self, *, key: Any, name: str) -> Any:
        """Return the row within what the reader may see."""
        kind = actions.SUBJECTS[self.model]
        row = self.model.objects.visible_to(self.actor).filter(**{kind.key: key}).first()
        if row is None or name not in kind.acts:
            raise NotVisible(_("There is nothing at this address."))
        return row

    def act_type(self, subject: Any) -> ActType:
        """Return the act that the address names."""
        return actions.SUBJECTS[self.model].acts[self.kwargs["name"]]

    def prepare(self, form: ActFields, subject: Any, *, at: datetime) -> None:
        """Begin with what was planned, or set before."""
        if self.kwargs["name"] == "report-held":
            took_part = [subject.state_id, *subject.partners]
            form.begin_with({"participation": took_part, **period_of(subject)})
        elif self.kwargs["name"] == "set-review-by":
            renewal = Renewal.objects.filter(decision=subject).first()
            form.begin_with({"review_by": renewal.review_by if renewal else None})

    def taken_on(self, subject: Any) -> Subject:
        """Name the row by the key in the address."""
        return actions.SUBJECTS[self.model].at(self.kwargs["key"])

    def subject_name(self, subject: Any) -> str:
        """Name it by what people know of it."""
        return in_a_line(subject)

    def object_url(self, subject: Any, act: Act) -> str:
        """Go back to the object."""
        return self.back_url(subject)

    def back_url(self, subject: Any) -> str:
        """Go back to the object."""
        return page_of(self.model, self.kwargs["key"])


def in_a_line(row: Any) -> str:
    """Return what people call a row: its number and title, or for what has none what it is about."""
    if isinstance(row, Report):
        return row.name
    if isinstance(row, Review):
        return _("Review of %(area)s in %(year)d") % {"area": row.area.text, "year": row.year}
    return f"{row.number if isinstance(row, Decision) else row.reference} {row.title}"


def page_of(model: type[Model], key: Any) -> str:
    """Return the page on which a row is shown."""
    if model is Review:
        return address_of("review-list")
    name = {Activity: "activity", Report: "report", Decision: "decision", ActionPlan: "action-plan"}[model]
    return address_of(name, key)
