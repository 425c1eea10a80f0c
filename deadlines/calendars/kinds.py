"""Which calendars there are. Each room supplies those of its own objects; one address serves them all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from deadlines.calendars.events import Scope
from members.actor import Actor
from records.addresses import address_of
from records.supplying import Slot, by_name


@dataclass(frozen=True)
class Calendar:
    """A calendar: its name in the reader's language, and what it holds."""

    name: str
    scope: Scope


@dataclass(frozen=True)
class CalendarKind:
    """The calendars of one kind of object.

    `name` is the word in the address (`/calendars/measures/ECO-2.ics`). `find(key, actor)` returns the
    calendar of one object, or None where the reader sees no such object. `keys` are those that the page of
    calendars lists; the others are linked on their objects' pages.
    """

    name: str
    find: Callable[[str, Actor], Calendar | None]
    keys: Iterable[str] = ()


CALENDARS: Slot[CalendarKind, Mapping[str, CalendarKind]] = Slot("calendars", by_name(lambda kind: kind.name))


def find_calendar(kind: str, key: str, *, actor: Actor) -> Calendar | None:
    """Return the calendar at `/calendars/KIND/KEY.ics` for a reader, or None; its key may be written in small
    letters or in capitals.
    """
    known = CALENDARS.supplied().get(kind)
    found = (known.find(written, actor) for written in (key, key.upper(), key.lower())) if known else ()
    return next(filter(None, found), None)


def listed_calendars(actor: Actor) -> list[tuple[str, str]]:
    """Return the name and the address of each calendar that the page of calendars lists."""
    addresses = ((kind, key) for kind in CALENDARS.supplied().values() for key in kind.keys)
    found = ((address_of("calendar", kind.name, key), kind.find(key, actor)) for kind, key in addresses)
    return [(calendar.name, path) for path, calendar in found if calendar]
