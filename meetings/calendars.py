"""What meetings give to calendars: when they are in the zone of their place, or on which days."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deadlines.calendars.events import Event, Scope, with_changes
from deadlines.calendars.kinds import Calendar, CalendarKind
from meetings.enums import BODY_OF, MeetingAudience, MeetingFormat, MeetingKind, MeetingStage
from meetings.models import Invitation, Meeting
from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, MEETING
from members.actor import Actor
from members.enums import Precision
from members.models import Participant
from proposals.enums import Body

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from deadlines.calendars.events import Changes

CHANGING = (
    CONVENE_SESSION.name,
    CONVENE_MEETING.name,
    "reschedule",
    "host-meeting",
    "withdraw-hosting",
    "report",
    "cancel-meeting",
)
"""The acts that change what a calendar shows of a meeting; the first of them makes it."""


def dated(actor: Actor) -> QuerySet:
    """Return the meetings whose days are known. What was decided between meetings is no meeting."""
    return (
        Meeting.objects.visible_to(actor)
        .exclude(kind=MeetingKind.DECISION)
        .exclude(starts_precision=Precision.MONTH)
    )


def events(actor: Actor, scope: Scope, at: datetime) -> Iterator[Event]:
    """Yield the meetings of a scope, in three queries."""
    found = dated(actor).filter(_within(scope, actor))
    found = found.annotate(last_day=Coalesce("ends_on", "starts_on")).filter(
        last_day__gte=scope.first_day(at)
    )
    found = with_changes(found, kind=MEETING, key="reference", actions=CHANGING, actor=actor)
    names = Participant.objects.names()
    for meeting in found.order_by("starts_on", "reference").prefetch_related("measures"):
        yield _event(meeting, names)


def _within(scope: Scope, actor: Actor) -> Q:
    condition = Q()
    if scope.body:
        condition &= Q(kind__in=[kind for kind, body in BODY_OF.items() if body == scope.body])
    if scope.measures:
        links = Meeting.measures.through.objects.filter(meeting=OuterRef("pk"))
        condition &= Q(Exists(links.filter(measure__code__in=scope.measures)))
    if scope.meeting:
        condition &= Q(reference=scope.meeting)
    if code := scope.participant_for(actor):
        invited = Invitation.objects.visible_to(actor).filter(meeting=OuterRef("pk"), participant=code)
        condition &= Q(host=code) | Q(Exists(invited))
    return condition


def _event(meeting: "WithAnnotations[Meeting, Changes]", names: dict[str, str]) -> Event:
    is_timed = meeting.starts_at is not None
    return Event(
        uid=f"meeting/{meeting.reference}",
        label=str(MeetingKind(meeting.kind).label),
        reference=meeting.reference,
        url=meeting.get_absolute_url(),
        starts=meeting.starts_at or meeting.starts_on,
        ends=meeting.ends_at if is_timed else meeting.ends_on,
        zone=meeting.time_zone if is_timed else "",
        title=meeting.title,
        place=_place(meeting),
        notes=tuple(_notes(meeting, names)),
        changed_at=meeting.changed_at or datetime.combine(meeting.starts_on, time.min, UTC),
        sequence=max((meeting.changes or 0) - 1, 0),
        is_cancelled=MeetingStage(meeting.stage).is_cancelled,
        is_busy=is_timed,
        is_public=meeting.convened_at is None or meeting.audience == MeetingAudience.PUBLIC,
    )


def _place(meeting: Meeting) -> str:
    if meeting.format == MeetingFormat.ONLINE:
        return pgettext("place", "Online")
    if meeting.format == MeetingFormat.HYBRID and meeting.place:
        return _("%(place)s and online") % {"place": meeting.place}
    return meeting.place


def _notes(meeting: Meeting, names: dict[str, str]) -> Iterator[str]:
    yield f"{MeetingKind(meeting.kind).label}, {meeting.reference}"
    if meeting.format:
        yield str(MeetingFormat(meeting.format).label)
    if meeting.host_id:
        yield _("Host: %(participant)s") % {"participant": names[meeting.host_id]}
    if codes := sorted(measure.code for measure in meeting.measures.all()):
        yield _("Measures: %(codes)s") % {"codes": ", ".join(codes)}


def _of_body(key: str, actor: Actor) -> Calendar | None:
    return Calendar(str(Body(key).label), Scope(body=key)) if key in Body.values else None


def _of_meeting(key: str, actor: Actor) -> Calendar | None:
    title = dated(actor).filter(reference=key).values_list("title", flat=True).first()
    return None if title is None else Calendar(title, Scope(meeting=key))


OF_BODIES = CalendarKind("bodies", _of_body, keys=Body.values)
OF_MEETINGS = CalendarKind("meetings", _of_meeting)
