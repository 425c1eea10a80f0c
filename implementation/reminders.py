"""What waits for a state on account of implementation: papers to be renewed, activities whose days have
passed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from implementation.enums import ActivityStage
from implementation.guards import PRACTICE
from implementation.models import Activity, Renewal
from implementation.transitions import REPORT_HELD, SET_REVIEW_BY
from members.actor import Actor
from notices.waiting import Waiting

ASKED_BEFORE = timedelta(days=90)
"""How long before its day a review is asked for."""
MOST = 50
"""How many reminders of a kind an inbox shows."""


def reminders(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Yield what implementation awaits of an actor."""
    if actor.is_member:
        yield from _to_report(actor, at)
        yield from _to_renew(actor, at)


def _to_report(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Activities of the state that should have been held by now."""
    past = Activity.objects.filter(
        state=actor.participant, stage=ActivityStage.PLANNED, starts_on__lt=at.date()
    )
    for activity in past.order_by("starts_on", "pk")[:MOST]:
        yield Waiting(
            sentence=_("Report on %(title)s, or cancel it.") % {"title": activity.title},
            url=reverse("activity", args=[activity.reference]),
            due_at=None,
            rule=PRACTICE,
            act=REPORT_HELD.name,
        )


def _to_renew(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Adopted papers that the state coordinates and that are soon to be reviewed."""
    due = Renewal.objects.visible_to(actor).due(at.date() + ASKED_BEFORE)
    coordinated = due.filter(decision__coordinators__contains=[{"state": actor.participant}])
    for renewal in coordinated.select_related("decision").order_by("review_by", "pk")[:MOST]:
        yield Waiting(
            sentence=_("Review “%(title)s” of %(number)s.")
            % {"title": renewal.decision.title, "number": renewal.decision.number},
            url=renewal.decision.get_absolute_url(),
            due_at=start_of(renewal.review_by + timedelta(days=1)),
            rule=PRACTICE,
            act=SET_REVIEW_BY.name,
        )


def start_of(day: date) -> datetime:
    """Return the instant at which a day begins, in UTC."""
    return datetime.combine(day, time.min, UTC)
