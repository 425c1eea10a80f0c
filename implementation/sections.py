"""What implementation adds to a measure's page and to a participant's page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cbms.models import Measure
from implementation.models import ActionPlan, Activity, Report
from members.actor import Actor
from members.models import Participant
from members.sections import Section

SHOWN = 20
"""The latest activities that a page shows; the others are in the list."""


def of_measure(*, subject: Measure, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return what the actor may see of activities, action plans and reports on the measure in any edition."""
    lineage = Measure.objects.of_lineage(subject.pk).values("pk")
    activities = Activity.objects.visible_to(actor).filter(measure__in=lineage)
    reports = Report.objects.visible_to(actor).filter(measure__in=lineage).select_related("state")
    plans = ActionPlan.objects.visible_to(actor).filter(measure__in=lineage).select_related("state")
    return _found(
        activities,
        list(reports.order_by("-year", "pk")[:SHOWN]),
        list(plans.order_by("-starts_on", "-pk")[:SHOWN]),
    )


def of_participant(*, subject: Participant, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the activities that the participant enters or takes part in."""
    return _found(Activity.objects.visible_to(actor).of_state(subject.code), [], [])


def _found(activities: Any, reports: list[Report], plans: list[ActionPlan]) -> Mapping[str, Any] | None:
    held = list(activities.select_related("state", "measure").order_by("-year", "-pk")[:SHOWN])
    found = {"activities": held, "reports": reports, "plans": plans}
    return found if any(found.values()) else None


MEASURE = Section(
    name="implementation", title=_("Implementation"), template="implementation/_section.html", read=of_measure
)
PARTICIPANT = Section(
    name="implementation",
    title=_("Implementation"),
    template="implementation/_section.html",
    read=of_participant,
)
