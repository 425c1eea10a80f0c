"""The calendars of measures."""

from cbms.models import Measure
from deadlines.calendars.events import Scope
from deadlines.calendars.kinds import Calendar, CalendarKind
from members.actor import Actor
from records import clock


def _of_measure(key: str, actor: Actor) -> Calendar | None:
    """Return the calendar of the measure that bears the code first today, over all its editions."""
    try:
        found = Measure.objects.visible_to(actor).best_with_code(key, edition="", on=clock.now().date())
    except Measure.DoesNotExist:
        return None
    codes = Measure.objects.of_lineage(found.pk).values_list("code", flat=True)
    return Calendar(f"{found.code} {found.text}", Scope(measures=frozenset(codes)))


OF_MEASURES = CalendarKind("measures", _of_measure)
