"""The calendars of delegations."""

from deadlines.calendars.events import Scope
from deadlines.calendars.kinds import Calendar, CalendarKind
from members.actor import Actor
from members.models import Participant


def _of_participant(key: str, actor: Actor) -> Calendar | None:
    found = Participant.objects.visible_to(actor).filter(code=key).first()
    return Calendar(found.name, Scope(participant=key)) if found else None


OF_PARTICIPANTS = CalendarKind("participants", _of_participant)
