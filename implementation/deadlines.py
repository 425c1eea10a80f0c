"""The deadlines of implementation: adopted papers to be reviewed, activities, reports and reviews of an area.

Only the day of review is set by an act. For the others no text sets a time; their days are ours (goals).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbms.models import Coordinator
from deadlines.goals import Goal
from deadlines.running import Deadline
from implementation.models import ActionPlan, Activity, Renewal, Report, Review
from implementation.transitions import (
    AMEND_ACTION_PLAN,
    CONCLUDE_ACTION_PLAN,
    CONCLUDE_REVIEW,
    REPORT_HELD,
    SET_REVIEW_BY,
    SUBMIT_REPORT,
)
from members.actor import Actor
from records.addresses import address_of
from records.certain import certain
from records.local_times import end_of_day
from records.models import Act

ACTIVITY_REPORT = Goal(
    gettext_lazy("Report on an activity, from its last day"),
    30,
    gettext_lazy("What was held is remembered for about a month."),
)
REPORTS_BY = (11, 30)
"""The month and day by which coordinators report for a review: the Committee meets in December."""
CONCLUDED_BY = (12, 31)
"""The month and day by which a review is meant to be concluded."""


def source(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """Yield what runs in implementation, in six queries."""
    yield from _renewals(actor)
    yield from _action_plans(actor)
    yield from _activities(actor, at)
    yield from _reviews(actor, at)


def _renewals(actor: Actor) -> Iterator[Deadline]:
    """Adopted papers with a day of review; those that coordinate it owe it, without any the Chair."""
    rows = Renewal.objects.visible_to(actor).select_related("decision__proposal", "decision__measure")
    for renewal in rows:
        decision = renewal.decision
        proposal = ("proposal", decision.proposal.reference)
        # Who reads the decision alone is not told of the proposal that it ended.
        kind, key = proposal if actor.reads_restricted else ("decision", decision.number)
        yield Deadline(
            kind="renewal",
            uid=f"renewal/{decision.number}",
            title=_("Review “%(title)s” of %(number)s.")
            % {"title": decision.title, "number": decision.number},
            object_kind=kind,
            object_key=key,
            url=decision.get_absolute_url(),
            act=SET_REVIEW_BY.name,
            rule=SET_REVIEW_BY.rule,
            due_at=end_of_day(renewal.review_by),
            set_at=renewal.set_at,
            owed_by=tuple(line["state"] for line in decision.coordinators) or ("chair",),
            measure=decision.measure.code if decision.measure else "",
            body=decision.body,
        )


def _action_plans(actor: Actor) -> Iterator[Deadline]:
    """Running action plans: when the period ends the state concludes it, amends it or enters the next."""
    amended_at = Act.objects.latest_at("action-plan", "reference", (AMEND_ACTION_PLAN.name,))
    running = ActionPlan.objects.visible_to(actor).running().annotate(amended_at=amended_at)
    for plan in running.select_related("measure").defer("text", "conclusions"):
        yield Deadline(
            kind="action_plan",
            uid=f"action-plan/{plan.reference}",
            title=_("Conclude %(plan)s, amend it or enter the next.") % {"plan": plan.reference},
            object_kind="action-plan",
            object_key=plan.reference,
            url=address_of("action-plan", plan.reference),
            act=CONCLUDE_ACTION_PLAN.name,
            act_url=address_of("action-plan-act", plan.reference, CONCLUDE_ACTION_PLAN.name),
            rule=CONCLUDE_ACTION_PLAN.rule,
            due_at=end_of_day(plan.ends_on),
            set_at=plan.amended_at or plan.entered_at,
            owed_by=(plan.state_id,),
            measure=plan.measure.code,
        )


def _activities(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """Planned activities that should have been held by now."""
    past = Activity.objects.visible_to(actor).planned().filter(starts_on__lt=at.date())
    for activity in past.select_related("measure").defer("description", "outcome"):
        last = certain(activity.ends_on or activity.starts_on, f"day of {activity.reference}")
        yield Deadline(
            kind="activity",
            uid=f"activity/{activity.reference}",
            title=_("Report on %(title)s, or cancel it.") % {"title": activity.title},
            object_kind="activity",
            object_key=activity.reference,
            url=address_of("activity", activity.reference),
            act=REPORT_HELD.name,
            rule=REPORT_HELD.rule,
            due_at=end_of_day(last + timedelta(days=ACTIVITY_REPORT.days)),
            set_at=activity.entered_at,
            owed_by=(activity.state_id,),
            measure=activity.measure.code,
            since=end_of_day(last),
            goal_days=ACTIVITY_REPORT.days,
        )


def _reviews(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """Announced reviews: the Chair concludes, and the coordinators of the area report before."""
    if not actor.reads_restricted:
        return
    announced = Review.objects.filter(concluded_on=None).select_related("area").order_by("year")
    reviews = list(announced)
    for review in reviews:
        yield Deadline(
            kind="review",
            uid=f"review/{review.year}",
            title=_("Conclude the review of %(area)s for %(year)s.")
            % {"area": review.area.text, "year": review.year},
            object_kind="review",
            object_key=str(review.year),
            url=address_of("review-list"),
            act=CONCLUDE_REVIEW.name,
            act_url=address_of("review-act", review.year, CONCLUDE_REVIEW.name),
            rule=CONCLUDE_REVIEW.rule,
            due_at=end_of_day(date(review.year, *CONCLUDED_BY)),
            set_at=review.announced_at,
            owed_by=("chair", "secretariat"),
        )
    yield from _reports({review.area.code: review for review in reviews}, on=at.date())


def _reports(reviews: Mapping[str, Review], *, on: date) -> Iterator[Deadline]:
    """Coordinators on the official list that have not reported on their measure for the year of its area's
    review.

    `reviews` is `{area: its review}`. An entry for a whole area names no measure to report on, and owes
    nothing.
    """
    years = [review.year for review in reviews.values()]
    given = set(Report.objects.filter(year__in=years).values_list("state", "measure", "year"))
    entries = Coordinator.objects.on(on).filter(measure__area__code__in=reviews)
    silent: dict[tuple[Review, str], list[str]] = {}
    for state, measure, code, area in entries.order_by("state__sort_name", "pk").values_list(
        "state", "measure", "measure__code", "measure__area__code"
    ):
        if (state, measure, reviews[area].year) not in given:
            silent.setdefault((reviews[area], code), []).append(state)
    for (review, code), states in silent.items():
        yield Deadline(
            kind="report",
            uid=f"report/{review.year}/{code}",
            title=_("Report on %(measure)s for the review of %(year)s.")
            % {"measure": code, "year": review.year},
            object_kind="review",
            object_key=str(review.year),
            url=address_of("report-list"),
            act=SUBMIT_REPORT.name,
            act_url=f"{address_of('report-new')}?measure={code}&year={review.year}",
            rule=SUBMIT_REPORT.rule,
            due_at=end_of_day(date(review.year, *REPORTS_BY)),
            set_at=review.announced_at,
            owed_by=tuple(states),
            measure=code,
        )
