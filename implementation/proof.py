"""The proof of implementation: activities, plans, reports, reviews and days of review, replayed from acts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from implementation.enums import PlanStage
from implementation.models import ActionPlan, Activity, Renewal, Report, Review
from records.proof import Difference, acts_about, compared, in_batches, objects_without_rows

AT_ONCE = 200
"""Rows of a kind that are in memory at a time, with their acts."""


@dataclass(frozen=True)
class Replayed:
    """One kind of row: `entered` is the act that makes it, `published` the act that opens it to everyone.

    `facts` are the fields that acts state, `{field: fact}`; the last act that states one counts.
    """

    kind: str
    rows: Callable[[], QuerySet]
    key: str
    entered: str
    entered_at: str
    published: str = ""
    is_of_a_state: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)

    def differences(self) -> Iterator[Difference]:
        """Compare every row with its acts."""
        for batch in in_batches(self.rows(), size=AT_ONCE):
            found = {str(getattr(row, self.key)): self._read(row) for row in batch}
            yield from compared(self.kind, self._expected(found), found)
        yield from objects_without_rows(self.kind, self.rows(), key=self.key)

    def _read(self, row: Model) -> dict[str, Any]:
        read = {name: getattr(row, name) for name in (*self.facts, self.entered_at)}
        read |= {"state": row.state_id} if self.is_of_a_state else {}
        return read | ({"published_at": row.published_at} if self.published else {})

    def _expected(self, keys: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        expected: dict[str, dict[str, Any]] = {}
        for act in acts_about(self.kind, keys=keys):
            row = expected.setdefault(act.key, {"published_at": None} if self.published else {})
            row |= act.given(**self.facts)
            if act.action == self.entered:
                row |= {self.entered_at: act.at} | ({"state": act.state} if self.is_of_a_state else {})
            if act.action == self.published:
                row |= {"published_at": act.at}
        return expected


ACTIVITIES = Replayed(
    "activity", Activity.objects.all, "reference", entered="plan-activity", entered_at="entered_at",
    published="publish-activity",
    facts={"year": "year", "kind": "kind", "words": "digest", "stage": "to"},
)  # fmt: skip
PLANS = Replayed(
    "action-plan", ActionPlan.objects.all, "reference", entered="enter-action-plan", entered_at="entered_at",
    published="publish-action-plan",
    facts={"words": "digest", "starts_on": "starts_on", "ends_on": "ends_on"},
)  # fmt: skip
REPORTS = Replayed(
    "report", Report.objects.all, "reference", entered="submit-report", entered_at="submitted_at",
    published="publish-report", facts={"year": "year", "words": "digest"},
)  # fmt: skip
REVIEWS = Replayed(
    "review", Review.objects.all, "year", entered="announce-review", entered_at="announced_at",
    is_of_a_state=False, facts={"words": "digest", "concluded_on": "concluded_on"},
)  # fmt: skip


def implementation_differs() -> Iterator[Difference]:
    """Compare all of it with its acts."""
    for replayed in (ACTIVITIES, PLANS, REPORTS, REVIEWS):
        yield from replayed.differences()
    yield from _stages_of_plans_differ()
    yield from _renewals_differ()


def _stages_of_plans_differ() -> Iterator[Difference]:
    """Compare the stages of plans: one ends by an act of its own, or by the plan that takes its place."""
    stages: dict[str, dict[str, str]] = {}
    for act in acts_about("action-plan"):
        if act.action == PLANS.entered:
            stages[act.key] = {"stage": PlanStage.RUNNING}
            if before := act.facts.get("replaces"):
                stages[before] = {"stage": PlanStage.REPLACED}
        elif "to" in act.facts:
            stages[act.key] = {"stage": act.facts["to"]}
    rows = ActionPlan.objects.filter(reference__in=stages).values_list("reference", "stage")
    found = {reference: {"stage": stage} for reference, stage in rows.iterator()}
    yield from compared("action-plan", {key: row for key, row in stages.items() if key in found}, found)


def _renewals_differ() -> Iterator[Difference]:
    """Compare the days by which adopted papers are to be reviewed with the last act that set each."""
    expected = {
        act.facts["decision"]: {"review_by": act.facts["review_by"], "set_at": act.at}
        for act in acts_about("proposal")
        if act.action == "set-review-by"
    }
    rows = Renewal.objects.order_by("pk").values_list("decision", "review_by", "set_at")
    found = {number: {"review_by": day, "set_at": at} for number, day, at in rows.iterator()}
    yield from compared("review of decision", expected, found)
