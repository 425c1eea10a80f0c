"""The sessions that are convened when the Chairmanship passes over: the next Chair presides."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from meetings.enums import SESSIONS, MeetingKind
from meetings.models import Meeting
from members.actor import Actor
from members.passing import Passing


def sessions_to_be_held(actor: Actor, at: datetime) -> Iterator[Passing]:
    """Yield the sessions that are planned or not reported yet, the earliest first."""
    planned = Meeting.objects.visible_to(actor).planned().filter(kind__in=SESSIONS)
    for meeting in planned.order_by("starts_at", "reference"):
        sentence = _("%(kind)s: %(title)s") % {
            "kind": MeetingKind(meeting.kind).label,
            "title": meeting.title,
        }
        yield Passing(sentence, meeting.get_absolute_url(), meeting.starts_at)
