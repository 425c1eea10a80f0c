"""The calendars of delegations."""

from members.actor import Actor
from members.models import Participant
from notices.calendars.events import Scope
from notices.calendars.kinds import Calendar, CalendarKind


def _of_participant(key: str, actor: Actor) -> Calendar | None:
    found = Participant.objects.visible_to(actor).filter(code=key).first()
    return Calendar(found.name, Scope(participant=key)) if found else None


OF_PARTICIPANTS = CalendarKind("participants", _of_participant)
