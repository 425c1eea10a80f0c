"""How a calendar is answered, by pages and by the API alike."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from deadlines.calendars.events import Scope, events_for
from deadlines.calendars.ics import MEDIA_TYPE, written
from deadlines.calendars.kinds import Calendar, find_calendar
from members.actor import Actor
from records.refusals import NotVisible, NotYours
from web.feeds import answered, language_asked_for


def answer_calendar(request: HttpRequest, *, kind: str, key: str, actor: Actor, at: datetime) -> HttpResponse:
    """Return the calendar of one object as the actor may read it; raise NotVisible for none."""
    with override(language_asked_for(request)):
        calendar = find_calendar(kind, key, actor=actor)
        if calendar is None:
            raise NotVisible(_("There is nothing at this address."))
        return _answer(request, calendar, actor=actor, at=at, filename=f"{key}.ics")


def answer_own_calendar(request: HttpRequest, *, actor: Actor, at: datetime) -> HttpResponse:
    """Return what concerns the participant or office that the actor speaks for; raise NotYours for nobody."""
    if not actor.account:
        raise NotYours(_("Log in to see your own calendar."))
    with override(language_asked_for(request)):
        calendar = own_calendar()
        return _answer(request, calendar, actor=actor, at=at, filename=f"{actor.username}.ics")


def own_calendar() -> Calendar:
    """Return the calendar of what concerns whoever reads it."""
    return Calendar(_("What concerns us"), Scope(is_own=True))


def _answer(
    request: HttpRequest, calendar: Calendar, *, actor: Actor, at: datetime, filename: str
) -> HttpResponse:
    events = events_for(actor, scope=calendar.scope, at=at)
    content = written(events, name=f"CICA: {calendar.name}")
    return answered(request, content, media_type=MEDIA_TYPE, filename=filename)
