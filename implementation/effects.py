"""What each act of implementation writes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cbms.models import Measure
from implementation.models import ActionPlan, Activity, Renewal, Report, Review
from members.actor import Actor
from members.groups import MEMBERS, OFFICES, SECRETARIAT
from proposals.dossier import member_codes
from proposals.models import Decision
from records.act_types import Entry, Group
from records.numbering import next_number

Fields = Mapping[str, Any]
Told = Mapping[Group, Iterable[str]]

ENTERING = Group("entering", _("the state that entered it"))
TAKING_PART = Group("taking_part", _("the state that entered it, its partners and those that took part"))
COORDINATORS = Group("coordinators", _("the coordinators"))


def plan_activity(activity: Activity, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Enter an activity for a year and measure; its number in the year it is entered in has no gaps."""
    number = next_number(series=f"activity:{at.year}")
    activity.reference = f"A-{at.year}-{number:03d}"
    activity.state_id, activity.entered_at = actor.participant, at
    for name, value in body.items():
        setattr(activity, name, value)
    activity.save()
    payload = {"year": body["year"], "kind": body["kind"], "digest": activity.words}
    payload |= _named(activity.measure)
    return _of_activity(activity, payload, {TAKING_PART: [actor.participant, *body["partners"]], **OFFICES})


def report_held(activity: Activity, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Record that the activity was held, when, by whom attended, with what outcome."""
    for name, value in body.items():
        setattr(activity, name, value)
    payload = {
        "starts_on": body["starts_on"],
        "ends_on": body["ends_on"],
        "participation": body["participation"],
        "digest": activity.words,
    }
    return _of_activity(activity, payload, _of_all(activity))


def cancel_activity(activity: Activity, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Record that the activity will not be held."""
    return _of_activity(activity, {"reason": body["reason"]}, _of_all(activity))


def publish_activity(activity: Activity, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Let everyone read the activity; the state that entered it consents by this act."""
    activity.published_at = at
    return _of_activity(activity, {}, {ENTERING: [activity.state_id], SECRETARIAT: ["secretariat"]})


def _named(measure: Measure) -> dict[str, str]:
    """Return how an act names a measure: its code within an edition."""
    return {"measure": measure.code, "edition": measure.edition_id}


def _of_all(activity: Activity) -> Told:
    return {TAKING_PART: [activity.state_id, *activity.partners, *activity.participation], **OFFICES}


def _of_activity(activity: Activity, payload: Fields, told: Told) -> Entry:
    return Entry(object_kind="activity", object_key=activity.reference, payload=payload, told=told)


def enter_action_plan(plan: ActionPlan, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Enter an action plan; one that it takes the place of has moved just before."""
    number = next_number(series=f"action-plan:{at.year}")
    plan.reference = f"AP-{at.year}-{number:03d}"
    plan.state_id, plan.entered_at = actor.participant, at
    for name, value in body.items():
        setattr(plan, name, value)
    plan.save()
    payload = _named(plan.measure) | {
        "decision": plan.decision.number if plan.decision else None,
        "replaces": plan.replaces.reference if plan.replaces else None,
        "digest": plan.words,
    }
    return _of_plan(plan, payload | _period(plan))


def amend_action_plan(plan: ActionPlan, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Change what the plan says or its period; the register keeps why, and the period it had."""
    before = _period(plan)
    for name in ("title", "text", "starts_on", "ends_on"):
        setattr(plan, name, body[name])
    payload = {"reason": body["reason"], "before": before, "digest": plan.words}
    return _of_plan(plan, payload | _period(plan))


def conclude_action_plan(plan: ActionPlan, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Record what was achieved."""
    plan.conclusions = body["conclusions"]
    return _of_plan(plan, {"digest": plan.words})


def replace_action_plan(plan: ActionPlan, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Let another plan take the place of this one; the act is that plan's."""
    return _of_plan(plan, {})


def publish_action_plan(plan: ActionPlan, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Let everyone read the plan; its state consents by this act."""
    plan.published_at = at
    return _of_plan(plan, {})


def _period(plan: ActionPlan) -> dict[str, Any]:
    return {"starts_on": plan.starts_on, "ends_on": plan.ends_on}


def _of_plan(plan: ActionPlan, payload: Fields) -> Entry:
    return Entry("action-plan", plan.reference, payload, {ENTERING: [plan.state_id], **OFFICES})


def submit_report(report: Report, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Enter a coordinator's report; the register keeps what it is on and the digest of its words."""
    report.state_id, report.submitted_at = actor.participant, at
    report.measure, report.year, report.text = body["measure"], body["year"], body["text"]
    report.reference = f"{report.year}-{report.state_id}-{report.measure.code}-{report.measure.edition_id}"
    report.save()
    payload = _named(report.measure) | {"year": report.year, "digest": report.words}
    return _of_report(report, payload, OFFICES)


def publish_report(report: Report, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Let everyone read the report; its state consents by this act."""
    report.published_at = at
    report.save(update_fields=["published_at"])
    payload = _named(report.measure) | {"year": report.year}
    return _of_report(report, payload, {SECRETARIAT: ["secretariat"]})


def _of_report(report: Report, payload: Fields, told: Told) -> Entry:
    return Entry("report", report.reference, payload, {ENTERING: [report.state_id], **told})


def announce_review(review: Review, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Announce the year's review of one area; every member is told."""
    review.year, review.area, review.announced_at = body["year"], body["area"], at
    review.save()
    told = {MEMBERS: member_codes(at.date()), **OFFICES}
    payload = {"area": review.area.code, "edition": review.area.edition_id}
    return Entry("review", str(review.year), payload, told)


def conclude_review(review: Review, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Enter the Committee's conclusions."""
    review.conclusions, review.concluded_on = body["conclusions"], body["concluded_on"]
    review.save(update_fields=["conclusions", "concluded_on"])
    told = {MEMBERS: member_codes(at.date()), **OFFICES}
    payload = {"concluded_on": body["concluded_on"], "digest": review.words}
    return Entry("review", str(review.year), payload, told)


def set_review_by(decision: Decision, actor: Actor, body: Fields, at: datetime) -> Entry:
    """Set the day by which the adopted paper is to be reviewed."""
    Renewal.objects.update_or_create(
        decision=decision, defaults={"review_by": body["review_by"], "set_at": at}
    )
    told = {COORDINATORS: [line["state"] for line in decision.coordinators], **OFFICES}
    return Entry(
        "proposal",
        decision.proposal.reference,
        {"decision": decision.number, "review_by": body["review_by"]},
        told,
    )
