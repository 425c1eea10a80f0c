"""Meetings, convened and run by their acts."""

from datetime import timedelta
from typing import Any

from meetings import actions
from meetings.models import AgendaItem, Meeting
from members.actor import Actor
from records import clock
from records.models import Act
from tests.factories import taking
from tests.factories.members import secretariat


def meeting_body(**changes: Any) -> dict[str, Any]:
    """Return the body by which a session of the Committee is convened that begins now."""
    now = clock.now()
    return {
        "kind": "soc",
        "title": "A session",
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=3)).isoformat(),
        "time_zone": "Asia/Almaty",
        "format": "in_person",
        "audience": "members",
        **changes,
    }


def later(days: int) -> dict[str, str]:
    """Return when a meeting is that begins in so many days."""
    begins = clock.now() + timedelta(days=days)
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=3)).isoformat()}


def convene(actor: Actor | None = None, **changes: Any) -> Meeting:
    """Return a meeting that was convened, by the secretariat where nobody is named."""
    convened = actions.convene(actor=actor or secretariat(), data=meeting_body(again=True, **changes))
    return convened.subject.meeting


def on_meeting(meeting: Meeting, name: str, actor: Actor | None = None, **data: Any) -> Act:
    """Perform an act on a meeting, by the secretariat where nobody is named."""
    act = taking.act_on_meeting(
        reference=meeting.reference, name=name, actor=actor or secretariat(), data=data, at=clock.now()
    )
    meeting.refresh_from_db()
    return act


def item_of(meeting: Meeting, position: int = 1) -> AgendaItem:
    """Return an item of a meeting's agenda."""
    return AgendaItem.objects.get(meeting=meeting, position=position)
