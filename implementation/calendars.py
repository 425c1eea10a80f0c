"""What implementation gives to calendars: the activities whose days are known."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.calendars.events import Event, Scope, with_changes
from implementation.enums import ActivityFormat, ActivityStage
from implementation.models import Activity
from implementation.transitions import ON_ACTIVITY, PLAN_ACTIVITY
from members.actor import Actor
from members.models import Participant
from records.addresses import address_of
from records.certain import certain

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from deadlines.calendars.events import Changes

    class WithCode(Changes):
        """What `events` adds to an activity."""

        code: str

    PlannedActivity = WithAnnotations[Activity, WithCode]

LABEL = gettext_lazy("Activity")
CHANGING = (PLAN_ACTIVITY.name, *ON_ACTIVITY)
"""The acts on an activity; the first of them enters it."""


def events(actor: Actor, scope: Scope, at: datetime) -> Iterator[Event]:
    """Yield the activities of a scope, in two queries; no body and no meeting has any."""
    if scope.body or scope.meeting:
        return
    found = _within(scope, actor).filter(starts_on__isnull=False)
    found = found.annotate(last_day=Coalesce("ends_on", "starts_on")).filter(
        last_day__gte=scope.first_day(at)
    )
    found = with_changes(found, kind="activity", key="reference", actions=CHANGING, actor=actor)
    names = Participant.objects.names()
    for activity in found.annotate(code=F("measure__code")).order_by("starts_on", "pk"):
        yield _event(activity, names)


def _within(scope: Scope, actor: Actor) -> QuerySet:
    visible = Activity.objects.visible_to(actor)
    if scope.measures:
        visible = visible.filter(measure__code__in=scope.measures)
    code = scope.participant_for(actor)
    return visible.of_state(code) if code else visible


def _event(activity: "PlannedActivity", names: dict[str, str]) -> Event:
    return Event(
        uid=f"activity/{activity.reference}",
        label=str(LABEL),
        reference=activity.reference,
        url=address_of("activity", activity.reference),
        starts=certain(activity.starts_on, f"day of {activity.reference}"),
        ends=activity.ends_on,
        title=activity.title,
        place=activity.place,
        notes=tuple(_notes(activity, names)),
        changed_at=activity.changed_at or activity.entered_at,
        sequence=max((activity.changes or 0) - 1, 0),
        is_cancelled=ActivityStage(activity.stage).is_cancelled,
        is_public=activity.published_at is not None,
    )


def _notes(activity: "PlannedActivity", names: dict[str, str]) -> Iterator[str]:
    yield f"{LABEL}, {activity.reference}, {activity.code}"
    states = dict.fromkeys((activity.state_id, *activity.partners, *activity.participation))
    yield ", ".join(names.get(code, code) for code in states)
    yield _("Format: %(format)s") % {"format": ActivityFormat(activity.format).label}
