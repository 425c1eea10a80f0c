"""The proof of implementation: activities, plans, reports, reviews and days of review, replayed from acts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from implementation.models import ActionPlan, Activity, Report, Review
from implementation.transitions import (
    ANNOUNCE_REVIEW,
    ENTER_ACTION_PLAN,
    PLAN_ACTIVITY,
    PUBLISH_ACTION_PLAN,
    PUBLISH_ACTIVITY,
    PUBLISH_REPORT,
    REPLACE_ACTION_PLAN,
    SET_REVIEW_BY,
    SUBMIT_REPORT,
)
from proposals.models import Decision
from records.proof import Difference, acts_about, compared, in_batches, objects_without_rows

AT_ONCE = 200
"""Rows of a kind that are in memory at a time, with their acts."""


@dataclass(frozen=True)
class Replayed:
    """One kind of row: `entered` is the act that makes it, in the stage `begins` if it has stages;
    `published` the act that opens it to everyone.

    `facts` are what acts state of it, `{where the row keeps it: fact}`; the last act that states one counts.
    """

    kind: str
    rows: Callable[[], QuerySet]
    key: str
    entered: str
    entered_at: str
    published: str = ""
    begins: Any = ""
    is_of_a_state: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)

    def differences(self) -> Iterator[Difference]:
        """Compare every row with its acts."""
        for batch in in_batches(self.rows(), size=AT_ONCE):
            found = {str(getattr(row, self.key)): self._read(row) for row in batch}
            yield from compared(self.kind, self.expected(found), found)
        yield from objects_without_rows(self.kind, self.rows(), key=self.key)

    def _read(self, row: Any) -> dict[str, Any]:
        read = {name: _held(row, name) for name in (*self.facts, self.entered_at)}
        read |= {"state": row.state_id} if self.is_of_a_state else {}
        read |= {"closed_at": row.closed_at} if self.begins else {}
        return read | ({"published_at": row.published_at} if self.published else {})

    def expected(self, keys: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return `{key: {field: value}}` of some rows as their acts say."""
        expected: dict[str, dict[str, Any]] = {}
        for act in acts_about(self.kind, keys=keys):
            row = expected.setdefault(act.key, {"published_at": None} if self.published else {})
            if act.action == self.entered:
                row |= {self.entered_at: act.at} | ({"state": act.state} if self.is_of_a_state else {})
                row |= {"stage": self.begins, "closed_at": None} if self.begins else {}
            if self.begins and "to" in act.facts and type(self.begins)(act.facts["to"]).is_end:
                row |= {"closed_at": act.at}
            if act.action == self.published:
                row |= {"published_at": act.at}
            row |= act.given(**self.facts)
        return expected


def _held(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = None if row is None else getattr(row, name)
    return row


class Plans(Replayed):
    """Action plans, of which some end by the plan that takes their place."""

    def expected(self, keys: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the same, with those replaced of which a later plan's act says so."""
        expected = super().expected(keys)
        later = ActionPlan.objects.filter(replaces__reference__in=list(keys))
        replacing = later.values_list("reference", flat=True)
        for act in acts_about(self.kind, keys=replacing, actions=(self.entered,)):
            if before := expected.get(act.facts["replaces"]):
                before |= {"stage": REPLACE_ACTION_PLAN.target, "closed_at": act.at}
        return expected


ACTIVITIES = Replayed(
    "activity", lambda: Activity.objects.select_related("measure"), "reference",
    entered=PLAN_ACTIVITY.name, entered_at="entered_at", published=PUBLISH_ACTIVITY.name,
    begins=PLAN_ACTIVITY.target,
    facts={
        "measure.code": "measure", "measure.edition_id": "edition", "year": "year", "kind": "kind",
        "words": "digest", "stage": "to",
    },
)  # fmt: skip
PLANS = Plans(
    "action-plan", lambda: ActionPlan.objects.select_related("measure", "replaces"), "reference",
    entered=ENTER_ACTION_PLAN.name, entered_at="entered_at", published=PUBLISH_ACTION_PLAN.name,
    begins=ENTER_ACTION_PLAN.target,
    facts={
        "measure.code": "measure", "measure.edition_id": "edition", "decision_id": "decision",
        "replaces.reference": "replaces", "words": "digest", "starts_on": "starts_on", "ends_on": "ends_on",
        "stage": "to",
    },
)  # fmt: skip
REPORTS = Replayed(
    "report", lambda: Report.objects.select_related("measure"), "reference",
    entered=SUBMIT_REPORT.name, entered_at="submitted_at", published=PUBLISH_REPORT.name,
    facts={"measure.code": "measure", "measure.edition_id": "edition", "year": "year", "words": "digest"},
)  # fmt: skip
REVIEWS = Replayed(
    "review", lambda: Review.objects.select_related("area"), "year",
    entered=ANNOUNCE_REVIEW.name, entered_at="announced_at", is_of_a_state=False,
    facts={
        "area.code": "area", "area.edition_id": "edition", "words": "digest", "concluded_on": "concluded_on",
    },
)  # fmt: skip
ALL = (ACTIVITIES, PLANS, REPORTS, REVIEWS)


def implementation_differs() -> Iterator[Difference]:
    """Compare all of it with its acts."""
    for replayed in ALL:
        yield from replayed.differences()
    yield from _renewals_differ()


def _renewals_differ() -> Iterator[Difference]:
    """Compare the days by which adopted papers are to be reviewed with the last act that set each."""
    for batch in in_batches(Decision.objects.select_related("proposal", "renewal"), size=AT_ONCE):
        decisions = {decision.number: getattr(decision, "renewal", None) for decision in batch}
        proposals = {decision.proposal.reference for decision in batch}
        expected = {
            act.facts["decision"]: {"review_by": act.facts["review_by"], "set_at": act.at}
            for act in acts_about("proposal", keys=proposals, actions=(SET_REVIEW_BY.name,))
            if act.facts["decision"] in decisions
        }
        found = {
            number: {"review_by": renewal.review_by, "set_at": renewal.set_at}
            for number, renewal in decisions.items()
            if renewal
        }
        yield from compared("review of decision", expected, found)
