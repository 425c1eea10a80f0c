"""What meetings add to the pages of participants and measures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cbms.models import Measure
from meetings.models import Attendance, Meeting
from meetings.querysets import MeetingQuerySet
from members.actor import Actor
from members.models import Participant
from members.sections import Section

SHOWN = 20
"""The latest meetings that a page shows; the list of meetings has all."""


def read_of_participant(*, subject: Participant, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the meetings that the participant hosts or attended."""
    attended = Exists(
        Attendance.objects.visible_to(actor).filter(meeting=OuterRef("pk"), participant=subject)
    )
    visible = Meeting.objects.visible_to(actor).annotate(was_attended=attended)
    return _shown(visible.filter(Q(host=subject) | Q(was_attended=True)), host=subject.pk)


def read_of_measure(*, subject: Measure, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the meetings on the measure in any edition; one on two that became one is listed once."""
    lineage = Measure.objects.of_lineage(subject.pk).values("pk")
    on_it = Meeting.measures.through.objects.filter(measure__in=lineage).values("meeting")
    return _shown(Meeting.objects.visible_to(actor).filter(pk__in=on_it))


def _shown(meetings: MeetingQuerySet, **also: Any) -> Mapping[str, Any] | None:
    found = list(meetings.latest_first()[:SHOWN])
    return {"meetings": found, **also} if found else None


OF_PARTICIPANT = Section(
    name="meetings",
    title=_("Meetings hosted and attended"),
    template="meetings/_section.html",
    read=read_of_participant,
)
OF_MEASURE = Section(
    name="meetings",
    title=_("Meetings"),
    template="meetings/_section.html",
    read=read_of_measure,
)
