"""What must be so before an act of implementation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cbms.models import Coordinator, Measure
from implementation.enums import PlanStage
from implementation.models import ActionPlan, Activity, Report, Review
from members.actor import Actor
from records.act_types import Missing
from records.addresses import address_of
from records.references import folded

VOLUNTARY = "CA modalities"
IMPLEMENTATION = "Statute 2(5)"
"""The Secretariat receives information on implementation, and makes it public by mutual consent."""


def is_not_published(row: Activity | Report | ActionPlan, actor: Actor, at: datetime) -> Missing | None:
    """What everyone may read cannot be published again."""
    return None if row.published_at is None else Missing(_("It is published already."))


def is_not_concluded(review: Review, actor: Actor, at: datetime) -> Missing | None:
    """A review is concluded once."""
    return None if review.concluded_on is None else Missing(_("The review is concluded already."))


def its_year_has_begun(review: Review, actor: Actor, at: datetime) -> Missing | None:
    """Nothing is reviewed before its year begins."""
    return None if review.year <= at.year else Missing(_("The year of the review has not begun."))


def its_period_has_begun(plan: ActionPlan, actor: Actor, at: datetime) -> Missing | None:
    """Nothing is achieved by a plan before its first day."""
    return None if plan.starts_on <= at.date() else Missing(_("The period of the plan has not begun."))


def is_planned_already(
    activity: Activity, actor: Actor, body: Mapping[str, Any], at: datetime
) -> tuple[str, str] | None:
    """Find the activity of that title that the state has entered for the same measure and year."""
    planned = Activity.objects.planned().filter(
        state=actor.participant, measure=body["measure"], year=body["year"]
    )
    same = next((one for one in planned if folded(one.title) == folded(body["title"])), None)
    if same is None:
        return None
    sentence = _("Your state entered an activity of that title for the year already: %(reference)s.")
    return sentence % {"reference": same.reference}, address_of("activity", same.reference)


def coordinates_the_measure(
    row: Report | ActionPlan, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """Coordinators and co-coordinators of the official list report and plan, by measure or by its area."""
    measure = body["measure"]
    if Coordinator.objects.on(at.date()).for_measure(measure).filter(state=actor.participant).exists():
        return None
    return Missing(
        _("Your state does not coordinate %(measure)s in the official list.") % {"measure": measure.code},
    )


def replaces_its_own(plan: ActionPlan, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """A plan takes the place of a running one of the same state."""
    before = body["replaces"]
    if before is None or (PlanStage(before.stage).is_running and before.state_id == actor.participant):
        return None
    return Missing(_("%(plan)s is not a running plan of your state.") % {"plan": before.reference})


def decided_on_the_measure(
    plan: ActionPlan, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """The decision named adopted a paper on the plan's measure, under whatever edition."""
    decision = body["decision"]
    lineage = Measure.objects.of_lineage(body["measure"].pk)
    if decision is None or lineage.filter(pk=decision.measure_id).exists():
        return None
    return Missing(
        _("%(decision)s is not on %(measure)s.")
        % {"decision": decision.number, "measure": body["measure"].code},
    )


def has_not_reported(report: Report, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """One report a coordinator, measure and year."""
    held = Report.objects.filter(state=actor.participant, measure=body["measure"], year=body["year"])
    return Missing(_("Your state has reported on that year already.")) if held.exists() else None


def no_review_in_the_year(
    review: Review, actor: Actor, body: Mapping[str, Any], at: datetime
) -> Missing | None:
    """One area a year."""
    if not Review.objects.filter(year=body["year"]).exists():
        return None
    return Missing(_("The review of that year is announced already."))


def a_few_states(activity: Activity, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
    """An initiative is carried out bilaterally or multilaterally, so it has a partner."""
    if body["kind"] != "initiative" or set(body["partners"]) - {actor.participant}:
        return None
    return Missing(_("An initiative names at least one partner state."))
