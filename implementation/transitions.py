"""The acts of implementation: a row each, with the paragraph behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from implementation import effects, fields, guards, happened, rules
from implementation.enums import ActivityStage, PlanStage
from implementation.models import ActionPlan
from members.actor import Actor
from members.groups import CHAIR, MEMBERS, SECRETARIAT
from records.act_types import ActType, Entry, StagedAct
from records.citations import PRACTICE

PLAN_ACTIVITY = StagedAct(
    name="plan-activity", label=_("Enter an activity"), who=(rules.MEMBER,), rule=guards.VOLUNTARY,
    sources=(None,), target=ActivityStage.PLANNED,
    checks=(guards.a_few_states,), twins=(guards.is_planned_already,),
    fields=fields.PlanActivityFields, effect=effects.plan_activity,
    happened=happened.PLAN_ACTIVITY,
    tells=(effects.TAKING_PART, CHAIR, SECRETARIAT),
)  # fmt: skip
REPORT_HELD = StagedAct(
    name="report-held", label=_("Report that it was held"), who=(rules.ENTERING,), rule=guards.IMPLEMENTATION,
    sources=(ActivityStage.PLANNED,), target=ActivityStage.HELD,
    fields=fields.ReportHeldFields, effect=effects.report_held, is_irreversible=True,
    happened=happened.REPORT_HELD,
    tells=(effects.TAKING_PART, CHAIR, SECRETARIAT),
)  # fmt: skip
CANCEL_ACTIVITY = StagedAct(
    name="cancel-activity", label=_("Cancel the activity"), who=(rules.ENTERING,), rule=guards.VOLUNTARY,
    sources=(ActivityStage.PLANNED,), target=ActivityStage.CANCELLED, is_irreversible=True,
    fields=fields.CancelActivityFields, effect=effects.cancel_activity,
    happened=happened.CANCEL_ACTIVITY,
    tells=(effects.TAKING_PART, CHAIR, SECRETARIAT),
)  # fmt: skip
PUBLISH_ACTIVITY = StagedAct(
    name="publish-activity", label=_("Publish the activity"), who=(rules.ENTERING,),
    rule=guards.IMPLEMENTATION,
    sources=tuple(ActivityStage), guards=(guards.is_not_published,), is_irreversible=True,
    fields=fields.PublishFields, effect=effects.publish_activity,
    happened=happened.PUBLISH_ACTIVITY,
    tells=(effects.ENTERING, SECRETARIAT),
)  # fmt: skip
REPLACE_ACTION_PLAN = StagedAct(
    name="replace-action-plan", label=_("Replace the action plan"), who=(), rule=PRACTICE,
    sources=(PlanStage.RUNNING,), target=PlanStage.REPLACED, effect=effects.replace_action_plan,
    happened=happened.REPLACE_ACTION_PLAN,
)  # fmt: skip
"""How a plan ends whose place another takes. It is part of that one's act: nobody does it by itself."""


@dataclass(frozen=True, kw_only=True)
class EnterPlan(StagedAct):
    """The entering of an action plan, and the end of the one whose place it takes."""

    def carry_out(self, plan: ActionPlan, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
        """Move the plan that is replaced, by its own row, and enter the new one."""
        if body["replaces"]:
            REPLACE_ACTION_PLAN.carry_out(body["replaces"], actor, {}, at)
        return super().carry_out(plan, actor, body, at)


ENTER_ACTION_PLAN = EnterPlan(
    name="enter-action-plan", label=_("Enter an action plan"), who=(rules.MEMBER,), rule=PRACTICE,
    sources=(None,), target=PlanStage.RUNNING,
    checks=(guards.coordinates_the_measure, guards.replaces_its_own, guards.decided_on_the_measure),
    fields=fields.EnterPlanFields, effect=effects.enter_action_plan,
    happened=happened.ENTER_ACTION_PLAN,
    tells=(effects.ENTERING, CHAIR, SECRETARIAT),
)  # fmt: skip
AMEND_ACTION_PLAN = StagedAct(
    name="amend-action-plan", label=_("Amend the action plan"), who=(rules.ENTERING,), rule=PRACTICE,
    sources=(PlanStage.RUNNING,), fields=fields.AmendPlanFields, effect=effects.amend_action_plan,
    happened=happened.AMEND_ACTION_PLAN,
    tells=(effects.ENTERING, CHAIR, SECRETARIAT),
)  # fmt: skip
CONCLUDE_ACTION_PLAN = StagedAct(
    name="conclude-action-plan", label=_("Conclude the action plan"), who=(rules.ENTERING,),
    rule=PRACTICE, sources=(PlanStage.RUNNING,), target=PlanStage.CONCLUDED, is_irreversible=True,
    guards=(guards.its_period_has_begun,),
    fields=fields.ConcludePlanFields, effect=effects.conclude_action_plan,
    happened=happened.CONCLUDE_ACTION_PLAN,
    tells=(effects.ENTERING, CHAIR, SECRETARIAT),
)  # fmt: skip
PUBLISH_ACTION_PLAN = StagedAct(
    name="publish-action-plan", label=_("Publish the action plan"), who=(rules.ENTERING,),
    rule=guards.IMPLEMENTATION,
    sources=tuple(PlanStage), guards=(guards.is_not_published,), is_irreversible=True,
    fields=fields.PublishFields, effect=effects.publish_action_plan,
    happened=happened.PUBLISH_ACTION_PLAN,
    tells=(effects.ENTERING, CHAIR, SECRETARIAT),
)  # fmt: skip
SUBMIT_REPORT = ActType(
    name="submit-report", label=_("Report on a year"), who=(rules.MEMBER,), rule=guards.IMPLEMENTATION,
    checks=(guards.coordinates_the_measure, guards.has_not_reported),
    fields=fields.SubmitReportFields, effect=effects.submit_report, is_irreversible=True,
    happened=happened.SUBMIT_REPORT,
    tells=(effects.ENTERING, CHAIR, SECRETARIAT),
)  # fmt: skip
PUBLISH_REPORT = ActType(
    name="publish-report", label=_("Publish the report"), who=(rules.ENTERING,), rule=guards.IMPLEMENTATION,
    guards=(guards.is_not_published,), is_irreversible=True,
    fields=fields.PublishFields, effect=effects.publish_report,
    happened=happened.PUBLISH_REPORT,
    tells=(effects.ENTERING, SECRETARIAT),
)  # fmt: skip
ANNOUNCE_REVIEW = ActType(
    name="announce-review", label=_("Announce the review of an area"), who=(rules.CHAIR, rules.SECRETARIAT),
    rule=PRACTICE, checks=(guards.no_review_in_the_year,),
    fields=fields.AnnounceReviewFields, effect=effects.announce_review, is_irreversible=True,
    happened=happened.ANNOUNCE_REVIEW,
    tells=(MEMBERS, CHAIR, SECRETARIAT),
)  # fmt: skip
CONCLUDE_REVIEW = ActType(
    name="conclude-review", label=_("Conclude the review"), who=(rules.CHAIR, rules.SECRETARIAT),
    rule=PRACTICE, guards=(guards.is_not_concluded, guards.its_year_has_begun), is_irreversible=True,
    fields=fields.ConcludeReviewFields, effect=effects.conclude_review,
    happened=happened.CONCLUDE_REVIEW,
    tells=(MEMBERS, CHAIR, SECRETARIAT),
)  # fmt: skip
SET_REVIEW_BY = ActType(
    name="set-review-by", label=_("Set the day of review"), who=(rules.CHAIR, rules.SECRETARIAT),
    rule=PRACTICE, fields=fields.SetReviewByFields, effect=effects.set_review_by,
    happened=happened.SET_REVIEW_BY,
    tells=(effects.COORDINATORS, CHAIR, SECRETARIAT),
)  # fmt: skip

ACTIVITY_TABLE = (PLAN_ACTIVITY, REPORT_HELD, CANCEL_ACTIVITY, PUBLISH_ACTIVITY)
PLAN_TABLE = (
    ENTER_ACTION_PLAN, AMEND_ACTION_PLAN, CONCLUDE_ACTION_PLAN, REPLACE_ACTION_PLAN, PUBLISH_ACTION_PLAN,
)  # fmt: skip
ON_ACTIVITY = {act.name: act for act in (REPORT_HELD, CANCEL_ACTIVITY, PUBLISH_ACTIVITY)}
ON_ACTION_PLAN = {act.name: act for act in (AMEND_ACTION_PLAN, CONCLUDE_ACTION_PLAN, PUBLISH_ACTION_PLAN)}
ON_REPORT = {PUBLISH_REPORT.name: PUBLISH_REPORT}
ON_REVIEW = {CONCLUDE_REVIEW.name: CONCLUDE_REVIEW}
ON_DECISION = {SET_REVIEW_BY.name: SET_REVIEW_BY}
ALL = (PLAN_ACTIVITY, ENTER_ACTION_PLAN, *ON_ACTION_PLAN.values(),
       SUBMIT_REPORT, ANNOUNCE_REVIEW, *ON_ACTIVITY.values(), *ON_REPORT.values(),
       *ON_REVIEW.values(), *ON_DECISION.values())  # fmt: skip
